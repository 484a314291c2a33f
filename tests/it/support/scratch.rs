//! Files of a test's own.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A directory of a test's own, gone with it.
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    #[track_caller]
    pub(crate) fn new(name: &str) -> Scratch {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory can be made");
        Scratch(path)
    }

    /// The same where paths are short, as the name of a socket has to be; only its owner may enter.
    #[track_caller]
    pub(crate) fn short(name: &str) -> Scratch {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let count = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("groupchat-{name}-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut builder = std::fs::DirBuilder::new();
        let made = builder.mode(0o700).create(&path);
        made.expect("a directory can be made");
        Scratch(path)
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    /// Writes a file and returns its path as a flag's value.
    #[track_caller]
    pub(crate) fn file(&self, file: &str, text: &[u8]) -> String {
        let path = self.path(file);
        std::fs::write(&path, text).expect("a file can be written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    /// The same for a file that only its owner may read.
    #[track_caller]
    pub(crate) fn private(&self, file: &str, text: &[u8]) -> String {
        let path = self.file(file, text);
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, mode).expect("a file");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
