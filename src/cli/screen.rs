//! What is meant for the full screen, from the command line, the settings and what was noted in earlier runs, in this
//! order.

use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

use crate::cli::client::{Fault, password};
use crate::client::app;
use crate::client::chat::{Account, Noticing, Save, Settings, Wanted};
use crate::client::draw::Theme;
use crate::client::draw::theme::{Depth, Ground};
use crate::client::full::keymap::Keymap;
use crate::client::full::{Config, Notify};
use crate::client::keep::{self, Keep, Known, Toml};
use crate::client::resolve::Place;
use crate::client::session::with_sign;
use crate::client::term::guard::Wishes;
use crate::secret::Secret;

/// Puts it together. `named` says that the name was given.
///
/// # Errors
/// What is wrong with the settings, in words for the user.
pub fn config(typed: &app::Config, named: bool) -> Result<Config, Fault> {
    let fault = |text: String| Fault { text, code: 1 };
    let toml = keep::settings().map_err(fault)?;
    let keymap = Keymap::with(&toml.keys).map_err(|why| fault(keep::in_settings(&why)))?;
    let mut keep = Keep::open(keep::state_folder());
    if named {
        keep.save(Save::Name {
            server: typed.place.shown(),
            name: typed.settings.name.clone(),
        });
    }
    let servers = servers(typed, named, &toml, &keep).map_err(fault)?;
    let variable = |key: &str| std::env::var(key).ok();
    let term = variable("TERM");
    // The console of Linux may show such sequences rather than pass over them.
    let console = term.as_deref() == Some("linux");
    let no_color = variable("NO_COLOR");
    let told = Depth::of(
        no_color.as_deref(),
        variable("COLORTERM").as_deref(),
        term.as_deref(),
    );
    let asked = toml
        .colours
        .filter(|_| no_color.is_none_or(|it| it.is_empty()));
    let ground = Ground::of(variable("COLORFGBG").as_deref());
    let usual = Noticing::default();
    let theme = Theme::new(asked.unwrap_or(told), toml.background.unwrap_or(ground));
    Ok(Config {
        settings: Settings {
            servers,
            noticing: Noticing {
                words: toml.notify,
                bell: toml.bell.unwrap_or(usual.bell),
                desktop: toml.desktop.unwrap_or(usual.desktop),
                title: toml.title.unwrap_or(usual.title),
                typing: toml.typing.unwrap_or(usual.typing),
            },
            ignored: keep.ignored().to_vec(),
            read: keep.read().to_vec(),
            seed: RandomState::new().hash_one("seed"),
        },
        ask_ground: toml.background.is_none() && theme.has_colours() && !console,
        theme,
        links: toml.links.unwrap_or(!console),
        keymap,
        wishes: Wishes {
            mouse: toml.mouse,
            keyboard: true,
        },
        notify: Notify::of(term.as_deref()),
        keep,
        offset_s: typed.offset_s,
    })
}

/// The server that was named, then those that are joined in every run.
fn servers(
    typed: &app::Config,
    named: bool,
    toml: &Toml,
    keep: &Keep,
) -> Result<Vec<Wanted>, String> {
    let name = |place: &Place, known: Option<&Known>| {
        let settled = known.and_then(|it| it.name.as_deref());
        let settled = settled.or_else(|| keep.name(&place.shown()));
        let settled = settled.or(toml.name.as_deref());
        let given = &typed.settings.name;
        settled.filter(|_| !named).unwrap_or(given).to_owned()
    };
    let secret = |known: Option<&Known>| {
        let path = known.and_then(|it| it.password_file.as_deref());
        path.map(|path: &Path| password(path)).transpose()
    };
    let account = |name: &str, known: Option<&Known>| {
        let given = known.and_then(|it| Some((it, it.account_password_file.as_deref()?)));
        let account = given.map(|(known, path)| {
            Ok::<Account, String>(Account {
                name: known.account.as_deref().unwrap_or(name).to_owned(),
                password: Secret::from(password(path)?.as_str()),
            })
        });
        account.transpose()
    };
    let groups = |known: &Known| known.groups.iter().map(|group| with_sign(group)).collect();
    let known = toml.servers.iter().find(|it| it.place == typed.place);
    let given = &typed.settings;
    let own = name(&typed.place, known);
    let mut servers = vec![Wanted {
        place: typed.place.clone(),
        account: account(&own, known)?,
        name: own,
        groups: match known {
            Some(known) if given.groups.is_empty() => groups(known),
            _ => given.groups.clone(),
        },
        password: match &given.password {
            Some(password) => Some(password.clone()),
            None => secret(known)?,
        },
        listen: None,
    }];
    for known in toml
        .servers
        .iter()
        .filter(|it| it.connect && it.place != typed.place)
    {
        let own = name(&known.place, Some(known));
        servers.push(Wanted {
            place: known.place.clone(),
            account: account(&own, Some(known))?,
            name: own,
            groups: groups(known),
            password: secret(Some(known))?,
            listen: None,
        });
    }
    Ok(servers)
}
