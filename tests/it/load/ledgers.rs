//! Whatever goes wrong is noticed.

use super::ledger::{Ledger, stamp};

/// Says something, and returns the text.
fn say(ledger: &mut Ledger, sender: u32) -> String {
    let seq = ledger.send(sender);
    let mut text = String::new();
    stamp(sender, seq, 40, &mut text);
    assert_eq!(text.len(), 40);
    text
}

fn hears(ledger: &mut Ledger, listener: u32, text: &str) {
    ledger.hear(listener, text.as_bytes()).expect("all is well");
}

fn fault(ledger: &mut Ledger, listener: u32, text: &str) -> String {
    ledger.hear(listener, text.as_bytes()).expect_err("a fault")
}

#[test]
fn a_message_is_done_when_all_others_of_its_group_have_heard_it() {
    let mut ledger = Ledger::new(6, 2, 2, 2);
    let text = say(&mut ledger, 0);
    let _ = say(&mut ledger, 0);
    assert!(!ledger.may_send(0) && ledger.may_send(1));
    hears(&mut ledger, 2, &text);
    assert!(!ledger.may_send(0));
    assert!(
        ledger.missing().starts_with("3 deliveries"),
        "{}",
        ledger.missing()
    );
    hears(&mut ledger, 4, &text);
    assert!(ledger.may_send(0) && !ledger.is_settled());
    assert_eq!((ledger.sent(), ledger.deliveries()), (2, 2));
}

#[test]
fn loss_is_noticed_when_the_next_comes_and_when_none_comes() {
    let mut ledger = Ledger::new(3, 1, 1, 4);
    let (lost, next) = (say(&mut ledger, 0), say(&mut ledger, 0));
    hears(&mut ledger, 1, &lost);
    hears(&mut ledger, 1, &next);
    assert!(fault(&mut ledger, 2, &next).contains("too early"));
    assert!(!ledger.is_settled());
    assert!(ledger.missing().contains("message 0 of sender 0, which 1"));
}

#[test]
fn doubling_is_noticed() {
    let mut ledger = Ledger::new(2, 1, 1, 4);
    let text = say(&mut ledger, 0);
    hears(&mut ledger, 1, &text);
    assert!(fault(&mut ledger, 1, &text).contains("twice"));
}

#[test]
fn disorder_of_one_sender_is_noticed() {
    let mut ledger = Ledger::new(2, 1, 1, 4);
    let (_, second) = (say(&mut ledger, 0), say(&mut ledger, 0));
    assert!(fault(&mut ledger, 1, &second).contains("out of order"));
}

#[test]
fn what_nobody_said_is_noticed() {
    let mut ledger = Ledger::new(4, 2, 2, 4);
    let text = say(&mut ledger, 0);
    assert!(fault(&mut ledger, 1, &text).contains("another group"));
    assert!(fault(&mut ledger, 0, &text).contains("its own"));
    assert!(fault(&mut ledger, 2, "hello").contains("nobody sent"));
    let mut forged = String::new();
    stamp(0, 1, 40, &mut forged);
    hears(&mut ledger, 2, &text);
    assert!(fault(&mut ledger, 2, &forged).contains("nobody has sent"));
    stamp(3, 0, 40, &mut forged);
    assert!(fault(&mut ledger, 1, &forged).contains("does not speak"));
}

/// Two senders and two listeners: 2 and 3 hear the messages in these orders, the senders each other's.
fn orders(second: &[u32], third: &[u32]) -> Result<(), String> {
    let mut ledger = Ledger::new(4, 1, 2, 4);
    let texts = [say(&mut ledger, 0), say(&mut ledger, 1)];
    hears(&mut ledger, 1, &texts[0]);
    hears(&mut ledger, 0, &texts[1]);
    for (listener, order) in [(2, second), (3, third)] {
        for &sender in order {
            hears(&mut ledger, listener, &texts[sender as usize]);
        }
    }
    assert!(ledger.is_settled());
    ledger.compare_orders()?;
    ledger.compare_orders()
}

#[test]
fn two_orders_in_one_group_are_noticed() {
    assert_eq!(orders(&[0, 1], &[0, 1]), Ok(()));
    let why = orders(&[0, 1], &[1, 0]).expect_err("two orders");
    assert!(why.contains("member 3"), "{why}");
}

#[test]
fn a_sender_must_hear_the_others_in_the_order_of_all() {
    for right in [true, false] {
        let mut ledger = Ledger::new(4, 1, 3, 4);
        let texts: Vec<_> = (0..3).map(|sender| say(&mut ledger, sender)).collect();
        for sender in [0, 1, 2] {
            hears(&mut ledger, 3, &texts[sender]);
        }
        for (listener, order) in [(0, [1, 2]), (1, [0, 2]), (2, [0, 1])] {
            let order = if right { order } else { [order[1], order[0]] };
            hears(&mut ledger, listener, &texts[order[0]]);
            hears(&mut ledger, listener, &texts[order[1]]);
        }
        assert_eq!(ledger.compare_orders().is_ok(), right);
    }
}

#[test]
fn pairs_are_groups_of_two_in_which_both_speak() {
    let mut ledger = Ledger::new(4, 2, 4, 1);
    let text = say(&mut ledger, 3);
    assert!(fault(&mut ledger, 0, &text).contains("another group"));
    hears(&mut ledger, 1, &text);
    assert!(ledger.is_settled() && ledger.may_send(3));
    ledger.compare_orders().expect("one hears the other");
}

#[test]
fn numbers_of_any_length_are_read_as_they_are_written() {
    for sender in [0, 7, 10, 99, 123, 4_567] {
        let mut ledger = Ledger::new(5_001, 1, 5_000, 4);
        let (mut text, seq) = (String::new(), ledger.send(sender));
        stamp(sender, seq, 17, &mut text);
        let heard = ledger.hear(5_000, text.as_bytes());
        assert_eq!(heard, Ok((sender, 0)), "{text}");
    }
    let mut ledger = Ledger::new(2, 1, 1, 4);
    let _ = say(&mut ledger, 0);
    for text in [
        "",
        "0000000000000000",
        "0000000:00000000 ",
        "0000000/00000000 ",
        "00000000000000a0 ",
        "0000000000000000x",
    ] {
        assert!(
            fault(&mut ledger, 1, text).contains("nobody sent"),
            "{text}"
        );
    }
}
