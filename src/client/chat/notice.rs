//! What is noticed: mentions, who is not heard, what rings.

use super::hear::Heard;
use super::window::WindowId;
use super::{Chat, Notice, Output};
use crate::hub::mask;
use crate::plain::clean::clean;

/// Longest text shown outside the terminal, characters.
const BODY: usize = 200;
/// Most names and masks of those who are not heard.
pub(super) const IGNORED: usize = 200;
/// Most words to look for.
pub(super) const WORDS: usize = 100;

impl Chat {
    /// Whether whoever a line comes from is not to be heard.
    pub(super) fn is_ignored(&self, heard: &Heard<'_>) -> bool {
        let source = heard.message.source.unwrap_or_default();
        self.ignored.iter().any(|ignored| {
            let whole = ignored.contains(['!', '@']);
            mask::matches(ignored, if whole { source } else { heard.from() })
        })
    }

    /// Catches the user's attention for something in a window that is not looked at.
    pub(super) fn attract(&mut self, window: WindowId, title: &str, body: &str) {
        if self.sees(window) {
            return;
        }
        if self.noticing.bell {
            self.out.push_back(Output::Notice(Notice::Bell));
        }
        if self.noticing.desktop {
            let short = |text: &str| {
                let text: String = text.chars().take(BODY).collect();
                clean(&text.replace('\n', " ")).into_owned()
            };
            let notice = Notice::Desktop {
                title: short(title),
                body: short(body),
            };
            self.out.push_back(Output::Notice(notice));
        }
    }

    /// What the terminal is to be called: what is unread, and where the user is.
    pub(super) fn retitle(&mut self) {
        if !self.noticing.title {
            return;
        }
        let unread: usize = self.windows.iter().map(|window| window.unread).sum();
        let place = self.active().map_or("", |window| self.title_of(window));
        let place = clean(place);
        let title = match (unread, place.is_empty()) {
            (_, true) => "groupchat".to_owned(),
            (0, _) => format!("{place} - groupchat"),
            (unread, _) => format!("({unread}) {place} - groupchat"),
        };
        if title != self.titled {
            self.titled.clone_from(&title);
            self.out.push_back(Output::Notice(Notice::Title(title)));
        }
    }
}

/// Whether `text` has the user's name, or one of the words, standing by itself and in any case.
pub(super) fn mentions(text: &str, name: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    let words = words.iter().map(String::as_str);
    std::iter::once(name)
        .chain(words)
        .any(|word| has_word(&text, &word.to_lowercase()))
}

/// Whether `text` has `word` with nothing before or after that could belong to it.
fn has_word(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_a_word_by_itself() {
        let words = ["release".to_owned(), "c++".to_owned()];
        for text in [
            "bob",
            "Bob: hi",
            "ask @bob!",
            "the RELEASE",
            "hey,bob",
            "C++?",
            "zoë-bob",
        ] {
            assert!(mentions(text, "bob", &words), "{text}");
        }
        for text in ["bobby", "kebob", "bob_", "releases", "ébob", "", "bo b"] {
            assert!(!mentions(text, "bob", &words), "{text}");
        }
        assert!(mentions("hallo ZOË", "zoë", &[]));
        assert!(!mentions("anything", "", &[String::new()]));
    }
}
