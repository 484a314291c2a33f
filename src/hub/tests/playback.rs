//! What is kept besides words, and how.

use super::*;

#[test]
fn what_is_kept_of_tags_and_modes() {
    let mut story = Story::new();
    story.meet(0, "op");
    story.kept.clear();
    for kind in [Kind::Tag, Kind::Reaction] {
        let say = Say {
            to: Target::Group(group("#lobby")),
            kind,
            text: text("").into(),
            tags: Some(text("+x=y")),
        };
        assert_eq!(story.ask(0, Request::Say(say)).len(), 1);
    }
    assert_eq!(
        story.kept.len(),
        1,
        "typing is of the moment: {:?}",
        story.kept
    );
    story.kept.clear();
    assert_eq!(
        story.set(0, "#lobby", "+mk s3cret"),
        ["0*: op (#1) #lobby +mk s3cret"]
    );
    assert_eq!(story.kept, ["Group(\"#lobby\"): op (#1) #lobby +mk *"]);
}
