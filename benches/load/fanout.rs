//! `fanout`: some speak, everyone listens, and every listener's ledger is kept.
//!
//! A closed loop: a sender has at most `--window` messages on their way, so the server works as fast as it can and is never
//! drowned. Each listener must hear each message of each sender exactly once and in order, and all of them (senders apart,
//! who do not hear themselves) must hear one order.

use std::time::{Duration, Instant};

use crate::crowd::{Crowd, message};
use crate::process::{Server, cpu_seconds, resident_kib};
use crate::{Dialect, Fanout};

/// What is expected and what was heard.
struct Ledger {
    senders: u32,
    /// Per sender: messages sent.
    sent: Vec<u64>,
    /// Per sender: how often its messages were heard, by anybody.
    heard: Vec<u64>,
    /// Per listener and sender: how many of its messages were heard.
    next: Vec<u64>,
    /// Per listener: a fingerprint of the order in which it heard everything.
    order: Vec<u64>,
}

impl Ledger {
    /// Notes that a listener heard a message.
    fn hear(&mut self, listener: u32, text: &[u8]) -> Result<(), String> {
        let mut words = text.split(|&byte| byte == b' ');
        let mut number = || std::str::from_utf8(words.next()?).ok()?.parse::<u64>().ok();
        let (Some(sender), Some(seq)) = (number(), number()) else {
            return Err(format!("a message nobody sent: {}", text.escape_ascii()));
        };
        let from = usize::try_from(sender)
            .ok()
            .filter(|&from| from < self.sent.len())
            .ok_or("a message from a stranger")?;
        let next = &mut self.next[listener as usize * self.senders as usize + from];
        if seq != *next {
            let what = if seq < *next {
                "twice or late"
            } else {
                "too early: some are lost"
            };
            return Err(format!(
                "listener {listener} heard message {seq} of sender {sender} {what} (expected {next})"
            ));
        }
        *next += 1;
        self.heard[from] += 1;
        let order = &mut self.order[listener as usize];
        *order = order.wrapping_mul(0x0100_0000_01b3) ^ (sender << 40) ^ seq;
        Ok(())
    }
}

pub(crate) fn run(flags: &Fanout) -> Result<(), String> {
    let own = if flags.connect.is_none() {
        Some(Server::start()?)
    } else {
        None
    };
    let address = flags
        .connect
        .or(own.as_ref().map(|server| server.address))
        .ok_or("no server")?;
    let pid = flags.pid.or(own.as_ref().map(Server::pid));
    let senders = flags.senders.min(flags.clients);
    let began = Instant::now();
    let mut crowd = Crowd::gather(
        address,
        flags.dialect,
        flags.clients,
        Duration::from_secs(flags.seconds),
    )?;
    eprintln!(
        "load: {} members are in the group after {:.1} s",
        flags.clients,
        began.elapsed().as_secs_f64()
    );
    let listeners = u64::from(crowd.count() - 1);
    let mut ledger = Ledger {
        senders,
        sent: vec![0; senders as usize],
        heard: vec![0; senders as usize],
        next: vec![0; crowd.count() as usize * senders as usize],
        order: vec![0; crowd.count() as usize],
    };
    let share = |sender: u32| {
        flags.messages / u64::from(senders)
            + u64::from(u64::from(sender) < flags.messages % u64::from(senders))
    };
    let padding = "x".repeat(usize::from(flags.bytes));
    let (cpu, start) = (pid.and_then(cpu_seconds), Instant::now());
    let mut last_word = start;
    loop {
        for sender in 0..senders {
            let at = sender as usize;
            while ledger.sent[at] < share(sender)
                && ledger.sent[at] - ledger.heard[at] / listeners < flags.window
            {
                let mut text = format!("{sender} {} {padding}", ledger.sent[at]);
                text.truncate(usize::from(flags.bytes));
                crowd.say(sender, &text);
                ledger.sent[at] += 1;
            }
        }
        if ledger.heard.iter().sum::<u64>() == flags.messages * listeners {
            break;
        }
        crowd.turn(|_, listener, line, _| match message(line, flags.dialect) {
            Some(text) => ledger.hear(listener, text),
            None => Ok(()),
        })?;
        if last_word.elapsed() > Duration::from_secs(1) {
            last_word = Instant::now();
            eprintln!(
                "load: {} of {} messages",
                ledger.sent.iter().sum::<u64>(),
                flags.messages
            );
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let used = pid
        .and_then(cpu_seconds)
        .zip(cpu)
        .map(|(after, before)| after - before);
    let orders = &ledger.order[senders as usize..];
    if orders.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err("listeners heard different orders".to_owned());
    }
    report(
        flags,
        senders,
        flags.messages * listeners,
        seconds,
        used,
        pid.and_then(resident_kib),
    );
    Ok(())
}

fn report(
    flags: &Fanout,
    senders: u32,
    deliveries: u64,
    seconds: f64,
    cpu: Option<f64>,
    memory: Option<u64>,
) {
    let dialect = match flags.dialect {
        Dialect::Irc => "IRC",
        Dialect::Plain => "plain",
    };
    println!(
        "members             {} ({dialect}), {senders} of them speaking",
        flags.clients
    );
    println!(
        "messages            {} of {} bytes, window {}",
        flags.messages, flags.bytes, flags.window
    );
    println!("deliveries          {deliveries}, each exactly once and in order");
    println!("time                {seconds:.2} s");
    println!("deliveries/s        {:.0}", deliveries as f64 / seconds);
    match cpu.filter(|cpu| *cpu >= 0.05) {
        Some(cpu) => println!(
            "deliveries/CPU s    {:.0} (server used {cpu:.2} s)",
            deliveries as f64 / cpu
        ),
        None => println!(
            "deliveries/CPU s    not measured: the server used too little CPU, or is not of this host"
        ),
    }
    if let Some(memory) = memory {
        println!("server memory       {memory} KiB");
    }
}
