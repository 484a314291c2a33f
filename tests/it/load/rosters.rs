//! Whoever is told something twice or never is noticed.

use super::dialect::News;
use super::roster::Rosters;

#[test]
fn whoever_comes_is_known_to_all_once() {
    let mut rosters = Rosters::new(2);
    let told = [
        (0, News::Came(0)),
        (0, News::Names(b"@m0")),
        (1, News::Came(1)),
        (1, News::Names(b"m1 @m0")),
    ];
    for (who, news) in told {
        rosters.hear(who, &news).expect("all is well");
    }
    assert_eq!(rosters.ignorant(), Some(0));
    rosters.hear(0, &News::Came(1)).expect("all is well");
    assert_eq!(rosters.ignorant(), None);
    assert_eq!((rosters.came, rosters.left), (3, 0));
    rosters.hear(0, &News::Left(1)).expect("all is well");
    assert_eq!((rosters.count(0), rosters.left), (1, 1));
    rosters.clear(1);
    assert_eq!(rosters.count(1), 0);
}

#[test]
fn what_is_told_twice_or_never_is_noticed() {
    let mut rosters = Rosters::new(70);
    rosters.hear(3, &News::Came(69)).expect("all is well");
    let twice = rosters.hear(3, &News::Came(69)).expect_err("twice");
    assert!(twice.contains("twice that 69"), "{twice}");
    let named = rosters
        .hear(3, &News::Names(b"m1 +m69"))
        .expect_err("twice");
    assert!(named.contains("69 among the names"), "{named}");
    let gone = rosters.hear(3, &News::Left(5)).expect_err("never came");
    assert!(gone.contains("5 has left"), "{gone}");
    assert_eq!((rosters.count(3), rosters.ignorant()), (2, Some(0)));
}
