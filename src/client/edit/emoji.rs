//! Emoji by the names that people know from elsewhere.

/// A name, as it stands between colons, and what it names; sorted by name. Several names may name the same.
#[rustfmt::skip]
pub(super) const EMOJI: [(&str, &str); 206] = [
    ("+1", "👍"), ("-1", "👎"), ("100", "💯"), ("alarm_clock", "⏰"), ("alien", "👽"), ("angel", "👼"), ("anger", "💢"),
    ("angry", "😠"), ("apple", "🍎"), ("astonished", "😲"), ("avocado", "🥑"), ("balloon", "🎈"), ("banana", "🍌"),
    ("beer", "🍺"), ("beers", "🍻"), ("bell", "🔔"), ("bike", "🚲"), ("bird", "🐦"), ("birthday", "🎂"), ("blush", "😊"),
    ("bomb", "💣"), ("books", "📚"), ("boom", "💥"), ("bread", "🍞"), ("broken_heart", "💔"), ("bug", "🐛"),
    ("bulb", "💡"), ("burger", "🍔"), ("cactus", "🌵"), ("cake", "🍰"), ("calendar", "📅"), ("camera", "📷"),
    ("car", "🚗"), ("cat", "🐱"), ("chart", "📊"), ("check", "✅"), ("cheese", "🧀"), ("cherries", "🍒"), ("clap", "👏"),
    ("clipboard", "📋"), ("cloud", "☁️"), ("clown", "🤡"), ("cocktail", "🍸"), ("coffee", "☕"), ("cold", "🥶"),
    ("computer", "💻"), ("confetti", "🎊"), ("confused", "😕"), ("construction", "🚧"), ("cookie", "🍪"), ("cool", "😎"),
    ("cow", "🐮"), ("crab", "🦀"), ("cross", "❌"), ("crown", "👑"), ("cry", "😢"), ("crying_cat", "😿"),
    ("dancer", "💃"), ("dart", "🎯"), ("dizzy", "💫"), ("dog", "🐶"), ("doughnut", "🍩"), ("drooling", "🤤"),
    ("earth", "🌍"), ("email", "📧"), ("exclamation", "❗"), ("exploding_head", "🤯"), ("eyes", "👀"),
    ("facepalm", "🤦"), ("fingers_crossed", "🤞"), ("fire", "🔥"), ("fish", "🐟"), ("flag", "🚩"), ("flushed", "😳"),
    ("four_leaf_clover", "🍀"), ("fox", "🦊"), ("fries", "🍟"), ("frog", "🐸"), ("frowning", "☹️"), ("gear", "⚙️"),
    ("gem", "💎"), ("ghost", "👻"), ("gift", "🎁"), ("globe", "🌐"), ("grimacing", "😬"), ("grin", "😁"),
    ("grinning", "😀"), ("guitar", "🎸"), ("hammer", "🔨"), ("handshake", "🤝"), ("heart", "❤️"), ("heart_eyes", "😍"),
    ("hot", "🥵"), ("hourglass", "⏳"), ("house", "🏠"), ("hug", "🤗"), ("innocent", "😇"), ("joy", "😂"), ("key", "🔑"),
    ("kiss", "😘"), ("laughing", "😆"), ("leaf", "🍃"), ("lemon", "🍋"), ("link", "🔗"), ("lock", "🔒"), ("lol", "🤣"),
    ("mag", "🔍"), ("mask", "😷"), ("mega", "📣"), ("memo", "📝"), ("metal", "🤘"), ("microphone", "🎤"), ("money", "💰"),
    ("monkey", "🐒"), ("moon", "🌙"), ("mouse", "🐭"), ("muscle", "💪"), ("nerd", "🤓"), ("neutral", "😐"),
    ("no_entry", "⛔"), ("notes", "🎶"), ("octopus", "🐙"), ("ok_hand", "👌"), ("package", "📦"), ("palm_tree", "🌴"),
    ("panda", "🐼"), ("paperclip", "📎"), ("party", "🥳"), ("penguin", "🐧"), ("phone", "📱"), ("pig", "🐷"),
    ("pin", "📌"), ("pizza", "🍕"), ("point_down", "👇"), ("point_left", "👈"), ("point_right", "👉"),
    ("point_up", "☝️"), ("poop", "💩"), ("popcorn", "🍿"), ("pray", "🙏"), ("pumpkin", "🎃"), ("question", "❓"),
    ("rabbit", "🐰"), ("rage", "😡"), ("rainbow", "🌈"), ("raised_hands", "🙌"), ("recycle", "♻️"), ("relieved", "😌"),
    ("robot", "🤖"), ("rocket", "🚀"), ("rofl", "🤣"), ("rose", "🌹"), ("salute", "🫡"), ("scream", "😱"),
    ("see_no_evil", "🙈"), ("shrug", "🤷"), ("skull", "💀"), ("sleeping", "😴"), ("sleepy", "😪"),
    ("slight_smile", "🙂"), ("smile", "😄"), ("smirk", "😏"), ("snail", "🐌"), ("snake", "🐍"), ("snowflake", "❄️"),
    ("snowman", "⛄"), ("sob", "😭"), ("soccer", "⚽"), ("sparkles", "✨"), ("star", "⭐"), ("strawberry", "🍓"),
    ("sunglasses", "😎"), ("sunny", "☀️"), ("sweat", "😓"), ("sweat_smile", "😅"), ("tada", "🎉"), ("tea", "🍵"),
    ("thinking", "🤔"), ("thumbsdown", "👎"), ("thumbsup", "👍"), ("tongue", "😛"), ("tools", "🛠️"), ("train", "🚆"),
    ("tree", "🌳"), ("trophy", "🏆"), ("turtle", "🐢"), ("umbrella", "☂️"), ("unamused", "😒"), ("unicorn", "🦄"),
    ("unlock", "🔓"), ("upside_down", "🙃"), ("v", "✌️"), ("vomit", "🤮"), ("warning", "⚠️"), ("watermelon", "🍉"),
    ("wave", "👋"), ("weary", "😩"), ("whale", "🐳"), ("wine", "🍷"), ("wink", "😉"), ("worried", "😟"), ("wrench", "🔧"),
    ("yawn", "🥱"), ("yum", "😋"), ("zap", "⚡"), ("zzz", "💤"),
];

/// The emoji that is called `name`.
pub(super) fn find(name: &str) -> Option<&'static str> {
    let row = EMOJI.binary_search_by_key(&name, |&(name, _)| name);
    row.ok().map(|row| EMOJI[row].1)
}

/// Those whose names begin with `prefix`, in the order of their names.
pub(super) fn beginning_with(prefix: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let first = EMOJI.partition_point(|&(name, _)| name < prefix);
    EMOJI[first..]
        .iter()
        .copied()
        .take_while(move |(name, _)| name.starts_with(prefix))
}

/// The place of the colon that opens the name which ends at the end of `text`, and that name. A colon within a word or
/// behind another colon opens nothing: `10:30`, `std::fs`.
pub(super) fn opened(text: &str) -> Option<(usize, &str)> {
    let colon = text.rfind(':')?;
    let (before, name) = (&text[..colon], &text[colon + 1..]);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-');
    let within = before.ends_with(|c: char| c.is_alphanumeric() || c == ':');
    (!within && !name.is_empty() && name.chars().all(is_name)).then_some((colon, name))
}
