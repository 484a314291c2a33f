//! Listening wherever the configuration says.

use std::io;
use std::net::SocketAddr;

use log::warn;

use crate::config::Place;
use crate::net::{Listen, Net};
use crate::server::StartError;

/// Listens at every place, with so large a send buffer for each connection. Returns the real addresses.
///
/// # Errors
/// When a place cannot be listened at.
pub(super) fn listen(
    net: &mut Net,
    places: &[Place],
    send_buffer: usize,
) -> Result<Vec<SocketAddr>, StartError> {
    // `[::]` takes IPv4 as well, unless that was asked for separately.
    let asked_v4 = |place: &Place| place.addresses.first().is_some_and(SocketAddr::is_ipv4);
    let how = Listen {
        only_v6: places.iter().any(asked_v4),
        send_buffer,
        ..Listen::default()
    };
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for place in places {
        let before = addresses.len();
        let mut refusal = None;
        for &wanted in &place.addresses {
            // The first port that was picked serves the other addresses too.
            let mut wanted = wanted;
            if let Some(first) = addresses.first().filter(|_| wanted.port() == 0) {
                wanted.set_port(first.port());
            }
            match net.listen(wanted, &how) {
                Ok(address) => addresses.push(address),
                Err(error) if is_missing(&error) => {
                    refusal = refusal.or(Some((wanted, error)));
                    continue;
                }
                Err(error) => return Err(StartError(cannot_listen(wanted, &error))),
            }
            if place.one_is_enough {
                break;
            }
        }
        match refusal {
            None => {}
            Some((wanted, error)) if addresses.len() > before => {
                warn!("not listening on {wanted}: {error}");
            }
            Some((wanted, error)) => return Err(StartError(cannot_listen(wanted, &error))),
        }
    }
    Ok(addresses)
}

/// Whether this host does not have the address, or its whole family.
fn is_missing(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied
    )
}

/// What happened, to what, and what to do.
fn cannot_listen(address: SocketAddr, error: &io::Error) -> String {
    let port = address.port();
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("another program uses port {port}; stop it, or choose another port with --port")
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need special rights; choose another with --port".to_owned()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this host does not have that address; see --host".to_owned()
        }
        _ => "choose another address with --host or --port".to_owned(),
    };
    format!("cannot listen on {address}: {error} ({advice})")
}
