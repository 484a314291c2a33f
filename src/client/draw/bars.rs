//! The bars: the topic above the messages, and below them how things are, or help with what is being written.

use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::Style;

use crate::client::chat::Chat;
use crate::client::chat::server::{Link, Server};
use crate::client::chat::window::{Which, Window};
use crate::client::draw::canvas::{Canvas, after, columns};
use crate::client::draw::fit::fit;
use crate::client::draw::rich;
use crate::client::draw::run::{Run, row_width};
use crate::client::draw::scene::{Hint, Scene};
use crate::client::draw::side::badge;
use crate::client::draw::theme::Theme;
use crate::now::Now;

/// The width from which other windows with something unread are told by name.
const NAMES_FROM: u16 = 40;

/// Draws what a window is about.
pub(super) fn topic(
    canvas: &mut Canvas<'_>,
    area: Rect,
    chat: &Chat,
    window: &Window,
    theme: &Theme,
) {
    canvas.clear(area, theme.bar);
    let mut rest = after(area, 1);
    let name = chat.title_of(window);
    rest = after(rest, canvas.text(rest, name, theme.bar_strong));
    let joined = chat.server(window.server).is_some_and(Server::is_joined);
    let told = match &window.which {
        // Not the group's doing, and not for long.
        Which::Group(_) if !window.present && !joined => "not connected",
        Which::Group(_) if !window.present => "you are not in it",
        Which::Group(_) => "",
        Which::Conversation(_) if !window.present => "not there",
        Which::Conversation(_) => "a conversation",
        Which::Server => "what the server says",
    };
    let line = window.topic.split('\n').next().unwrap_or_default();
    if !told.is_empty() {
        rest = after(rest, canvas.text(rest, " · ", theme.bar));
        rest = after(rest, canvas.text(rest, told, theme.bar));
    }
    if line.is_empty() {
        return;
    }
    rest = after(rest, canvas.text(rest, " · ", theme.bar));
    // The colours of the bar are not those that its words were coloured for.
    canvas.text(rest, &rich::plain(line), theme.bar);
}

/// Draws how things are. `folded` says that the windows are not shown beside the messages.
pub(super) fn status(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: &Scene<'_>,
    folded: bool,
    theme: &Theme,
) {
    canvas.clear(area, theme.bar);
    let chat = scene.chat;
    let Some(window) = chat.active() else {
        return;
    };
    let mut rest = after(area, 1);
    if folded {
        rest = elsewhere(canvas, rest, chat, window, theme);
    }
    let Some(server) = chat.server(window.server) else {
        return;
    };
    rest = after(rest, canvas.text(rest, &server.name, theme.bar_strong));
    if let Some(number) = server.number {
        rest = after(rest, canvas.text(rest, &format!(" #{number}"), theme.bar));
    }
    if server.away {
        rest = after(rest, canvas.text(rest, " (away)", theme.bar));
    }
    let place = match window.which {
        Which::Server => String::new(),
        _ if folded => chat.title_of(window).to_owned(),
        _ => String::new(),
    };
    let place = (place, theme.bar);
    let typing = (typists(window, scene.now), theme.bar);
    let connection = connection(server, scene.now);
    if let Some((said, lines)) = chat.pouring(window.id) {
        let words = format!(" · {said} of {lines} lines said, Esc stops");
        rest = after(rest, canvas.text(rest, &words, theme.bar_strong));
    }
    // What matters most stands where it is seen on the narrowest screen.
    let told = match server.link {
        Link::Joined => [place, typing, (connection, theme.bar)],
        _ => [(connection, theme.bar_strong), place, typing],
    };
    for (words, style) in told.into_iter().filter(|(words, _)| !words.is_empty()) {
        rest = after(rest, canvas.text(rest, " · ", theme.bar));
        rest = after(rest, canvas.text(rest, &words, style));
    }
}

/// Other windows with something unread, at the end of the row, in at most half of it.
fn elsewhere(
    canvas: &mut Canvas<'_>,
    area: Rect,
    chat: &Chat,
    active: &Window,
    theme: &Theme,
) -> Rect {
    let mut told = String::new();
    for (place, window) in chat.windows().iter().enumerate() {
        if window.unread == 0 || window.id == active.id {
            continue;
        }
        let badge = badge(window.unread, window.mentions);
        let one = match area.width {
            NAMES_FROM.. => format!(" [{} {}{badge}]", place + 1, fit(chat.title_of(window))),
            _ if window.mentions > 0 => format!(" {}!", place + 1),
            _ => format!(" {}+", place + 1),
        };
        if columns(&told) + columns(&one) > area.width / 2 {
            told.push('…');
            break;
        }
        told.push_str(&one);
    }
    canvas.text_right(area, &told, theme.bar_strong)
}

fn connection(server: &Server, now: Now) -> String {
    let shown = &server.shown;
    match &server.link {
        Link::Connecting => format!("connecting to {shown} …"),
        Link::Registering => format!("joining {shown} …"),
        Link::Joined => match server.lag_ms {
            Some(lag) if lag >= 10_000 => format!("{shown}, connected, {} s", lag / 1000),
            Some(lag) => format!("{shown}, connected, {lag} ms"),
            None => format!("{shown}, connected"),
        },
        Link::Lost { why, next_ms } => {
            // What comes of it stands first: the reason may be long, and is in the server's window as well.
            let then = match next_ms.map(|next| next.saturating_sub(now.mono_ms).div_ceil(1000)) {
                Some(0) => "trying again".to_owned(),
                Some(seconds) => format!("again in {seconds} s"),
                None => "/connect tries again".to_owned(),
            };
            // Where that was is known, unless the name has several addresses.
            let why = why.trim_end_matches('.');
            let tried = format!("{}: ", server.wanted.place.shown());
            match why.strip_prefix(&tried).unwrap_or(why) {
                "" => format!("no connection to {shown}; {then}"),
                why => format!("no connection to {shown}; {then}: {why}"),
            }
        }
        Link::Left => format!("you left {shown}"),
    }
}

/// Who is typing: `ann and bob are typing`.
fn typists(window: &Window, now: Now) -> String {
    let typing = window.typing.iter().filter(|it| it.until_ms > now.mono_ms);
    let names: Vec<&str> = typing.map(|it| it.name.as_str()).collect();
    match names[..] {
        [] => String::new(),
        [one] => format!("{one} is typing"),
        [one, other] => format!("{one} and {other} are typing"),
        [one, other, ref more @ ..] => format!("{one}, {other} and {} more are typing", more.len()),
    }
}

/// Draws help with what is being written. Returns where the cursor is, if it is here.
pub(super) fn hint(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: &Scene<'_>,
    theme: &Theme,
) -> Option<Position> {
    canvas.clear(area, theme.bar);
    let rest = after(area, 1);
    match &scene.hint {
        Hint::None => None,
        Hint::Command(command) => {
            let used = canvas.text(rest, &command.usage(), theme.bar_strong);
            canvas.text(
                after(rest, used),
                &format!("   {}", command.help),
                theme.bar,
            );
            None
        }
        Hint::Candidates { labels, chosen } => {
            candidates(canvas, rest, labels, *chosen, theme);
            None
        }
        Hint::History { query, failed } => {
            let words = if *failed {
                "not found in what you sent: "
            } else {
                "in what you sent: "
            };
            let used = canvas.text(rest, words, theme.bar);
            canvas.text(after(rest, used), query, theme.bar_strong);
            None
        }
        Hint::Search { query } => Some(search(canvas, rest, scene, query, theme)),
        Hint::Words(words) => {
            canvas.text(rest, words, theme.bar_strong);
            None
        }
    }
}

/// What a word may become, from the one that stands in the line on.
fn candidates(
    canvas: &mut Canvas<'_>,
    area: Rect,
    labels: &[&str],
    chosen: Option<usize>,
    theme: &Theme,
) {
    // Those that fit together with the chosen one: pages, so that they do not move with every key.
    let mut first = 0;
    let mut used = 0;
    for (at, label) in labels.iter().enumerate() {
        let wide = columns(&fit(label)).saturating_add(2);
        if used + wide > area.width && at > first {
            if chosen.is_none_or(|chosen| chosen < at) {
                break;
            }
            (first, used) = (at, 0);
        }
        used += wide.min(area.width);
    }
    let mut rest = area;
    for (at, label) in labels.iter().enumerate().skip(first) {
        let style = if Some(at) == chosen {
            theme.bar.patch(theme.hit)
        } else {
            theme.bar
        };
        let mark = if Some(at) == chosen { ">" } else { " " };
        rest = after(rest, canvas.text(rest, mark, theme.bar_strong));
        rest = after(rest, canvas.text(rest, label, style));
        rest = after(rest, canvas.text(rest, " ", theme.bar));
    }
}

fn search(
    canvas: &mut Canvas<'_>,
    area: Rect,
    scene: &Scene<'_>,
    query: &str,
    theme: &Theme,
) -> Position {
    let search = scene
        .chat
        .active()
        .and_then(|window| window.search.as_ref());
    let found = match search {
        Some(search) if search.query == query => match search.hits.len() {
            0 => "  nothing found ".to_owned(),
            all => format!("  {} of {all} ", search.at + 1),
        },
        _ => String::new(),
    };
    let rest = canvas.text_right(area, &found, theme.bar);
    let rest = after(rest, canvas.text(rest, "search: ", theme.bar));
    let used = query_text(canvas, rest, query, theme.bar_strong);
    Position::new(rest.x.saturating_add(used), rest.y)
}

/// Writes a query with room for the cursor behind it: of one that is too long, the end.
pub(super) fn query_text(canvas: &mut Canvas<'_>, area: Rect, query: &str, style: Style) -> u16 {
    let run = Run::new(query, style);
    let room = usize::from(area.width.saturating_sub(1));
    let mut skip = row_width(std::slice::from_ref(&run)).saturating_sub(room);
    let mut from = 0;
    for (at, grapheme, wide) in run.graphemes() {
        if skip == 0 {
            break;
        }
        skip = skip.saturating_sub(wide);
        from = at + grapheme.len();
    }
    let end = run.part(from..run.text().len());
    canvas.row(area, &[end], style)
}
