//! An alarm on the poll, exact to some microseconds: the poll itself sleeps whole milliseconds.

use std::io;
use std::time::Duration;

use mio::{Registry, Token};

/// The alarm. Where there is none, the poll's own sleep has to do.
pub(crate) struct Alarm {
    #[cfg(target_os = "linux")]
    timer: rustix::fd::OwnedFd,
}

#[cfg(target_os = "linux")]
impl Alarm {
    /// An alarm that is not set.
    pub(crate) fn new(registry: &Registry, token: Token) -> io::Result<Alarm> {
        use rustix::fd::AsRawFd as _;
        use rustix::time::{TimerfdClockId, TimerfdFlags, timerfd_create};
        let timer = timerfd_create(
            TimerfdClockId::Monotonic,
            TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC,
        )?;
        let source = timer.as_raw_fd();
        // It is announced each time it goes off; what could be read from it says nothing new.
        registry.register(
            &mut mio::unix::SourceFd(&source),
            token,
            mio::Interest::READABLE,
        )?;
        Ok(Alarm { timer })
    }

    /// Sets it to go off once after so long.
    pub(crate) fn set(&self, after: Duration) -> io::Result<()> {
        use rustix::time::{Itimerspec, TimerfdTimerFlags, Timespec, timerfd_settime};
        let zero = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        let value = Timespec {
            tv_sec: after.as_secs() as i64,
            tv_nsec: i64::from(after.subsec_nanos()),
        };
        let once = Itimerspec {
            it_interval: zero,
            it_value: value,
        };
        timerfd_settime(&self.timer, TimerfdTimerFlags::empty(), &once)?;
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
impl Alarm {
    pub(crate) fn new(_: &Registry, _: Token) -> io::Result<Alarm> {
        Ok(Alarm {})
    }

    pub(crate) fn set(&self, _: Duration) -> io::Result<()> {
        Ok(())
    }
}
