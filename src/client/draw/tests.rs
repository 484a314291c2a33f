//! Screens as text, and what holds of all of them.

mod boxes;
mod screens;
mod scroll;
mod wild;

use super::testing::{FIRST, Stage, text, theme};
use super::*;
