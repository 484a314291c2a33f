//! History against the simplest thing that could do the same: a list of all that was ever said.

use proptest::prelude::*;

use super::*;
use crate::hub::event::{Event, Heard, Redacted, Spoken};
use crate::hub::face::{Address, Face, Who};
use crate::hub::id::MessageId;
use crate::hub::mode::Change;
use crate::hub::name::Name;
use crate::hub::record::{Mark, Span, Wanted};
use crate::hub::request::{Kind, Redaction, Target};
use crate::hub::text::Text;
use crate::hub::words::{Composer, Words};

fn who(id: u64) -> Who {
    Rc::new(Face {
        id: member(id),
        name: Name::new("a").expect("good"),
        user: "a".into(),
        real: "a".into(),
        address: Address::Hidden("h".into()),
        bot: false,
        account: None,
    })
}

fn member(id: u64) -> MemberId {
    MemberId::new(id).expect("not 0")
}

fn group(text: &str) -> GroupName {
    GroupName::new(text).expect("good")
}

/// Message `id`.
fn spoken(id: u64, words: &str) -> Rc<Spoken> {
    Rc::new(Spoken {
        id: MessageId::new(id),
        from: who(1),
        kind: Kind::Text,
        text: Text::lossy(words, 1 << 20).into(),
        tags: None,
        unix_ms: id,
    })
}

/// Entry `id`, at `unix_ms`: words if there are any, else somebody's coming.
fn entry(id: u64, unix_ms: u64, words: Option<&str>) -> Rc<Entry> {
    let lobby = group("#lobby");
    let event = match words {
        Some(words) => Event::Said {
            to: Heard::Group(lobby),
            words: Rc::new(Spoken {
                unix_ms,
                ..(*spoken(id, words)).clone()
            }),
        },
        None => Event::Joined {
            who: who(1),
            group: lobby,
            listen: 0,
        },
    };
    Rc::new(Entry {
        id: MessageId::new(id),
        unix_ms,
        event,
    })
}

fn lobby() -> Place {
    Place::Group(group("#lobby"))
}

/// Nothing but words, or all there is.
fn wanted(only_words: bool) -> Wanted {
    Wanted {
        events: !only_words,
        reactions: !only_words,
        redactions: !only_words,
    }
}

impl History {
    fn keep(&mut self, place: Place, id: u64, unix_ms: u64, words: &str) {
        self.handle(Keeping::Entry(place, entry(id, unix_ms, Some(words))));
    }

    fn ids(&self, place: Place, span: Span, most: usize, only_words: bool) -> Vec<u64> {
        let what = Lookup::Entries {
            place,
            of: Heard::Group(group("#lobby")),
            span,
            most,
            wanted: wanted(only_words),
        };
        match self.find(&what) {
            Found::Entries(entries) => entries.iter().map(|entry| entry.id.get()).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// Whether message `id` is found.
    fn has(&self, place: Place, id: u64) -> bool {
        let wish = Redaction {
            of: Target::Group(group("#lobby")),
            id: None,
            called: Text::lossy("", 0),
            reason: None,
        };
        let id = MessageId::new(id);
        let wish = Box::new(wish);
        match self.find(&Lookup::Message { place, id, wish }) {
            Found::Message(entry) => entry.is_some_and(|entry| entry.id == id),
            other => panic!("{other:?}"),
        }
    }

    fn latest_of(&self, me: u64, groups: &[&str], between: (u64, u64), most: usize) -> String {
        let what = Lookup::Latest {
            me: member(me),
            groups: groups.iter().map(|name| group(name)).collect(),
            between,
            most,
        };
        match self.find(&what) {
            Found::Latest(places) => format!("{places:?}"),
            other => panic!("{other:?}"),
        }
    }

    fn check(&self) {
        self.groups.check();
        self.pairs.check();
        for (member, partners) in &self.partners {
            assert!(!partners.is_empty() && partners.len() <= limits::HISTORY_PAIRS);
            for partner in partners {
                assert!(self.partners[partner].contains(member));
            }
        }
    }
}

/// At most so many of those that `wanted` picks, oldest first: the newest or the oldest of them.
fn model(
    all: &[Rc<Entry>],
    only_words: bool,
    newest: bool,
    most: usize,
    wanted: impl Fn(&Entry) -> bool,
) -> Vec<u64> {
    let mut ids: Vec<u64> = all
        .iter()
        .filter(|entry| wanted(entry) && (!only_words || entry.words().is_some()))
        .map(|entry| entry.id.get())
        .collect();
    if newest {
        ids.drain(..ids.len().saturating_sub(most));
    }
    ids.truncate(most);
    ids
}

fn is_before(entry: &Entry, mark: Mark) -> bool {
    match mark {
        Mark::Time(ms) => entry.unix_ms < ms,
        Mark::Id(id) => entry.id < id,
    }
}

fn is_after(entry: &Entry, mark: Mark) -> bool {
    match mark {
        Mark::Time(ms) => entry.unix_ms > ms,
        Mark::Id(id) => entry.id > id,
    }
}

fn mark() -> impl Strategy<Value = Mark> {
    prop_oneof![
        (0u64..40).prop_map(Mark::Time),
        (0u64..70).prop_map(|id| Mark::Id(MessageId::new(id))),
    ]
}

/// Words of several pieces, or of none.
fn words() -> impl Strategy<Value = Words> {
    let pieces = proptest::collection::vec(("[^\r\n\0]{0,40}", any::<bool>()), 1..5);
    pieces.prop_map(|pieces| {
        let mut composer = Composer::default();
        for (piece, glued) in &pieces {
            composer.add(piece, *glued);
        }
        composer
            .finish()
            .unwrap_or_else(|| Text::lossy("", 0).into())
    })
}

proptest! {
    #[test]
    fn every_span_is_what_the_model_says(
        steps in proptest::collection::vec((1u64..3, 0u64..3, any::<bool>()), 0..40),
        a in mark(), b in mark(), most in 1usize..50, only_words: bool,
    ) {
        let mut history = History::new();
        let mut all = Vec::new();
        let (mut id, mut at) = (0, 0);
        for (more, later, words) in steps {
            id += more;
            at += later;
            let entry = entry(id, at, words.then_some("x"));
            // What happens where nothing was said before is of no use to anybody.
            if words || !all.is_empty() {
                all.push(entry.clone());
            }
            history.handle(Keeping::Entry(lobby(), entry));
        }
        let got = |span| history.ids(lobby(), span, most, only_words);
        let want = |newest, wanted: &dyn Fn(&Entry) -> bool| model(&all, only_words, newest, most, wanted);
        prop_assert_eq!(got(Span::Latest(None)), want(true, &|_| true));
        prop_assert_eq!(got(Span::Latest(Some(a))), want(true, &|e| is_after(e, a)));
        prop_assert_eq!(got(Span::Before(a)), want(true, &|e| is_before(e, a)));
        prop_assert_eq!(got(Span::After(a)), want(false, &|e| is_after(e, a)));
        // Between is what lies after the one and before the other, whichever way round that is something.
        let forward = want(false, &|e| is_after(e, a) && is_before(e, b));
        let backward = want(true, &|e| is_after(e, b) && is_before(e, a));
        prop_assert!(forward.is_empty() || backward.is_empty());
        let between = if forward.is_empty() { backward } else { forward };
        prop_assert_eq!(got(Span::Between(a, b)), between);
        // Around holds as many as there are, in one piece, about as many before the mark as after it.
        let around = got(Span::Around(a));
        let every = model(&all, only_words, false, usize::MAX, |_| true);
        prop_assert_eq!(around.len(), every.len().min(most));
        prop_assert!(around.is_empty() || every.windows(around.len()).any(|part| part == around));
        let before = model(&all, only_words, true, most, |e| is_before(e, a));
        let told_before = around.iter().filter(|id| before.contains(id)).count();
        let told_after = around.len() - told_before;
        let there_after = every.len() - model(&all, only_words, false, usize::MAX, |e| is_before(e, a)).len();
        prop_assert!(told_before >= (most / 2).min(before.len()));
        prop_assert!(told_after >= (most - most / 2).min(there_after));
        history.check();
    }

    #[test]
    fn what_was_said_is_told_to_the_letter(
        deeds in proptest::collection::vec((0usize..9, words(), proptest::option::of("[^\r\n\0]{0,9}")), 1..60),
        most in 1usize..9, bytes in 300usize..3000,
    ) {
        let mut ring = ring::Ring::default();
        let mut all: Vec<Rc<Entry>> = Vec::new();
        let mut name = group("#a");
        for (id, (deed, words, tags)) in (0..).zip(deeds) {
            match deed {
                0 | 1 if !all.is_empty() => {
                    let gone = all.remove(id as usize % all.len());
                    ring.remove(gone.id);
                    prop_assert!(ring.find(gone.id).is_none());
                }
                2 => {
                    name = group(&format!("#{id}"));
                    ring.change_all(|event| event.move_to(&name));
                }
                _ => {
                    let kind = if words.size() == 0 { Kind::Reaction } else { Kind::Text };
                    let tags = tags.map(|tags| Text::lossy(&tags, 99));
                    let said = Spoken { kind, tags, text: words, ..(*spoken(id, "")).clone() };
                    let entry = Rc::new(Entry {
                        id: said.id,
                        unix_ms: said.unix_ms,
                        event: Event::Said { to: Heard::Group(name.clone()), words: Rc::new(said) },
                    });
                    all.push(entry.clone());
                    ring.push(entry);
                    ring.trim(most, bytes);
                    let fits = |all: &[Rc<Entry>]| {
                        all.len() <= most && all.iter().map(|entry| kept::size(entry)).sum::<usize>() <= bytes
                    };
                    while !fits(&all) {
                        all.remove(0);
                    }
                }
            }
            ring.check();
            let got = ring.select(Span::Latest(None), 99, wanted(false));
            prop_assert_eq!(got.len(), all.len());
            for (got, want) in got.iter().zip(&all) {
                let (Event::Said { to, words: got }, Event::Said { words: want, .. }) = (&got.event, &want.event) else {
                    panic!("{got:?}");
                };
                prop_assert_eq!(to.name(), name.as_str());
                prop_assert_eq!((got.id, got.kind, &got.text, &got.tags), (want.id, want.kind, &want.text, &want.tags));
            }
        }
    }

    #[test]
    fn memory_is_bounded_whatever_happens(
        deeds in proptest::collection::vec((0u64..7, 1u64..60, 1u64..60, 0usize..200_000), 1..80),
    ) {
        let mut history = History::new();
        for (id, (deed, a, b, long)) in (0..).zip(deeds) {
            match deed {
                0 => history.handle(Keeping::Left(member(a))),
                1 if long % 2 == 0 => history.handle(Keeping::Ended(group(&format!("#{a}")))),
                1 => {
                    let [was, now] = [a, b].map(|n| group(&format!("#{n}")));
                    history.handle(Keeping::Renamed(was, now));
                }
                2 => {
                    let place = Place::Group(group(&format!("#{a}")));
                    history.handle(Keeping::Redacted(place.clone(), MessageId::new(b)));
                    assert!(!history.has(place, b));
                }
                3 | 4 => history.keep(Place::Group(group(&format!("#{a}"))), id, id, &"x".repeat(long / 10)),
                _ => history.keep(Place::pair(member(a), member(b)), id, id, &"x".repeat(long / 10)),
            }
            history.check();
        }
    }
}

#[test]
fn a_group_keeps_so_many_and_tells_so_many() {
    let mut history = History::new();
    let most = limits::HISTORY_ENTRIES as u64;
    for id in 0..most + 10 {
        history.keep(lobby(), id, id, "x");
    }
    assert_eq!(
        history.groups.get(&group("#LOBBY")).map(ring::Ring::len),
        Some((limits::HISTORY_ENTRIES, 0))
    );
    let all = history.ids(lobby(), Span::After(Mark::Time(0)), usize::MAX, true);
    assert_eq!((all.len(), all[0]), (limits::HISTORY_ANSWER, 10));
    assert_eq!(
        history.ids(lobby(), Span::Latest(None), 2, true),
        [most + 8, most + 9]
    );
}

#[test]
fn a_crowd_that_comes_and_goes_wipes_no_words() {
    let mut history = History::new();
    let most = limits::HISTORY_ENTRIES as u64;
    let crowd = |history: &mut History, ids: std::ops::Range<u64>| {
        for id in ids {
            history.handle(Keeping::Entry(lobby(), entry(id, id, None)));
        }
    };
    let len = |history: &History| history.groups.get(&group("#lobby")).map(ring::Ring::len);
    crowd(&mut history, 0..10);
    assert_eq!(len(&history), None, "there is nothing it could be around");
    history.keep(lobby(), 10, 10, "one");
    crowd(&mut history, 11..5 * most);
    history.keep(lobby(), 5 * most, 0, "two");
    history.check();
    assert_eq!(len(&history), Some((2, limits::HISTORY_ENTRIES)));
    let ids = |only_words| history.ids(lobby(), Span::Latest(None), 3, only_words);
    assert_eq!(ids(true), [10, 5 * most]);
    assert_eq!(ids(false), [5 * most - 2, 5 * most - 1, 5 * most]);
    // What came before all that is still known is forgotten, also when the first words are taken back.
    let take = |history: &mut History, id| {
        history.handle(Keeping::Redacted(lobby(), MessageId::new(id)));
    };
    take(&mut history, 10);
    assert_eq!(len(&history), Some((1, 0)));
    crowd(&mut history, 5 * most + 1..5 * most + 4);
    assert_eq!(len(&history), Some((1, 3)));
    take(&mut history, 5 * most);
    assert_eq!(len(&history), Some((0, 0)));
    // Where there is no room for both, words stay.
    history.keep(lobby(), 6 * most, 0, "x");
    crowd(&mut history, 6 * most + 1..7 * most);
    for id in 7 * most..7 * most + 100 {
        history.keep(lobby(), id, id, &"x".repeat(4096));
        history.check();
    }
    let (said, events) = len(&history).expect("a ring");
    assert!(said == 101 && (1..999).contains(&events), "{said} {events}");
}

#[test]
fn a_group_is_bounded_in_bytes_and_many_groups_share() {
    let mut history = History::new();
    let words = "x".repeat(4096);
    let fill = |history: &mut History, group_number: usize| {
        for id in 0..200 {
            let place = Place::Group(group(&format!("#{group_number}")));
            history.keep(place, id, id, &words);
        }
    };
    fill(&mut history, 0);
    let kept = |history: &History| {
        history
            .groups
            .get(&group("#0"))
            .map_or(0, |ring| ring.len().0)
    };
    assert_eq!(
        kept(&history),
        limits::HISTORY_BYTES / kept::size(&entry(0, 0, Some(&words)))
    );
    for group_number in 1..300 {
        fill(&mut history, group_number);
    }
    history.check();
    let share = limits::HISTORY_ALL / 300;
    assert!(kept(&history) * 4096 <= limits::HISTORY_BYTES.min(share * 2) && kept(&history) > 10);
}

#[test]
fn what_is_taken_back_is_gone_and_the_rest_stays() {
    let mut history = History::new();
    let pair = Place::pair(member(1), member(2));
    for place in [lobby(), pair] {
        for id in [3, 5, 7] {
            history.keep(place.clone(), id, id, "x");
        }
        assert!(history.has(place.clone(), 5) && !history.has(place.clone(), 4));
        for id in [4, 5, 5, 99] {
            history.handle(Keeping::Redacted(place.clone(), MessageId::new(id)));
        }
        assert!(!history.has(place.clone(), 5));
        let ids = |span| history.ids(place.clone(), span, 9, true);
        assert_eq!(ids(Span::Latest(None)), [3, 7]);
        // It is still a point to read from.
        assert_eq!(ids(Span::After(Mark::Id(MessageId::new(5)))), [7]);
        assert_eq!(ids(Span::Before(Mark::Id(MessageId::new(5)))), [3]);
        history.check();
    }
    history.handle(Keeping::Redacted(
        Place::Group(group("#none")),
        MessageId::new(3),
    ));
    history.check();
}

#[test]
fn tags_that_last_are_no_words() {
    let mut history = History::new();
    let said = |id, kind| {
        let mut said = Rc::unwrap_or_clone(spoken(id, "x"));
        (said.kind, said.tags) = (kind, Some(Text::lossy(&"t".repeat(1000), 1000)));
        Rc::new(Entry {
            id: MessageId::new(id),
            unix_ms: id,
            event: Event::Said {
                to: Heard::Group(group("#lobby")),
                words: Rc::new(said),
            },
        })
    };
    for (id, kind) in [(1, Kind::Text), (2, Kind::Reaction)] {
        let entry = said(id, kind);
        assert!(kept::size(&entry) > 1000, "tags take up room, too");
        history.handle(Keeping::Entry(lobby(), entry));
    }
    assert_eq!(history.ids(lobby(), Span::Latest(None), 9, true), [1]);
    assert_eq!(history.ids(lobby(), Span::Latest(None), 9, false), [1, 2]);
    assert!(
        history
            .latest_of(1, &["#lobby"], (0, 9), 9)
            .contains(", 1)")
    );
}

#[test]
fn modes_take_up_as_much_room_as_they_have_parameters() {
    let modes = |count, param: &str| {
        let change = Change {
            on: true,
            letter: 'b',
            param: Some(param.into()),
        };
        let event = Event::Modes {
            by: who(1),
            group: group("#lobby"),
            changes: vec![change; count].into(),
        };
        kept::size(&Entry {
            id: MessageId::new(1),
            unix_ms: 1,
            event,
        })
    };
    let masks = limits::MODES * limits::MASK;
    assert!(modes(limits::MODES, &"x".repeat(limits::MASK)) > modes(1, "") + masks);
}

#[test]
fn what_has_ended_is_forgotten() {
    let mut history = History::new();
    let (ab, ac) = (
        Place::pair(member(2), member(1)),
        Place::pair(member(1), member(3)),
    );
    history.keep(lobby(), 1, 1, "x");
    history.keep(ab.clone(), 2, 2, "x");
    history.keep(ac.clone(), 3, 3, "x");
    let now =
        |history: &History, place: &Place| history.ids(place.clone(), Span::Latest(None), 9, true);
    assert_eq!(now(&history, &ab), [2]);
    history.handle(Keeping::Left(member(2)));
    assert_eq!(now(&history, &ab), [0; 0]);
    assert_eq!(now(&history, &ac), [3]);
    history.handle(Keeping::Ended(group("#Lobby")));
    assert_eq!(now(&history, &lobby()), [0; 0]);
    history.handle(Keeping::Left(member(1)));
    assert!(history.partners.is_empty());
    history.check();
}

#[test]
fn what_was_said_moves_with_its_group() {
    let mut history = History::new();
    let named = |name: &str| Place::Group(group(name));
    history.keep(lobby(), 1, 1, "one");
    history.keep(named("#b"), 2, 2, "two");
    // What is left of another group of that name is not this one's.
    let renamed = |was: &str, now: &str| Keeping::Renamed(group(was), group(now));
    history.handle(renamed("#LOBBY", "#B"));
    let ids = |history: &History, name: &str| {
        history.ids(named(name), Span::Latest(None), usize::MAX, true)
    };
    assert_eq!(
        (ids(&history, "#lobby"), ids(&history, "#b")),
        (vec![], vec![1])
    );
    let ring = history.groups.get(&group("#b")).expect("a ring");
    let entries = ring.select(Span::Latest(None), 9, Wanted::WORDS);
    let (to, words) = entries[0].words().expect("words");
    assert_eq!((to.name(), words.text.single()), ("#B", Some("one")));
    history.handle(renamed("#none", "#b"));
    assert_eq!(ids(&history, "#b"), [1]);
    history.check();
}

#[test]
fn what_was_taken_back_moves_with_its_group_too() {
    let mut history = History::new();
    let event = Event::Redacted(Rc::new(Redacted {
        id: MessageId::new(2),
        by: who(1),
        to: Heard::Group(group("#lobby")),
        words: MessageId::new(1),
        kind: Kind::Text,
        of: who(1),
        said_unix_ms: 1,
        reason: None,
    }));
    let entry = Entry {
        id: MessageId::new(2),
        unix_ms: 2,
        event,
    };
    history.handle(Keeping::Entry(lobby(), Rc::new(entry)));
    history.handle(Keeping::Renamed(group("#lobby"), group("#b")));
    let ring = history.groups.get(&group("#b")).expect("a ring");
    let entries = ring.select(Span::Latest(None), 9, wanted(false));
    let Event::Redacted(what) = &entries[0].event else {
        panic!("{entries:?}");
    };
    assert_eq!(what.to.name(), "#b");
}

#[test]
fn a_member_keeps_the_conversations_it_had_last() {
    let mut history = History::new();
    let many = limits::HISTORY_PAIRS as u64 + 2;
    for other in 2..=many {
        history.keep(Place::pair(member(1), member(other)), other, other, "x");
        history.keep(Place::pair(member(1), member(2)), other, other, "again");
    }
    let count = |other| {
        let place = Place::pair(member(1), member(other));
        history.ids(place, Span::Latest(None), 99, true).len()
    };
    assert_eq!(
        (count(2) > 10, count(3), count(4), count(many)),
        (true, 0, 1, 1)
    );
    history.check();
}

#[test]
fn places_are_found_by_their_last_words() {
    let mut history = History::new();
    history.keep(lobby(), 1, 10, "x");
    history.keep(Place::Group(group("#b")), 2, 20, "x");
    history.keep(Place::pair(member(1), member(2)), 3, 30, "x");
    history.keep(Place::pair(member(2), member(3)), 4, 35, "x");
    history.handle(Keeping::Entry(lobby(), entry(5, 50, None)));
    let of = |between, most| history.latest_of(1, &["#lobby", "#b", "#none"], between, most);
    let (a, b, c) = (
        "(Group(\"#lobby\"), 10)",
        "(Group(\"#b\"), 20)",
        "(Pair(MemberId(1), MemberId(2)), 30)",
    );
    assert_eq!(of((0, 99), 9), format!("[{a}, {b}, {c}]"));
    assert_eq!(of((99, 0), 9), format!("[{a}, {b}, {c}]"));
    assert_eq!(of((0, 99), 2), format!("[{a}, {b}]"));
    assert_eq!(of((99, 0), 2), format!("[{b}, {c}]"));
    assert_eq!(of((10, 30), 9), format!("[{b}]"));
    assert_eq!(
        history.latest_of(3, &[], (0, 99), 9),
        "[(Pair(MemberId(2), MemberId(3)), 35)]"
    );
}
