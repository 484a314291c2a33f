//! Who is in a group, in order of arrival.
//!
//! A plain list of seats, so that speaking to everyone is one pass over contiguous memory. Leaving marks a place as vacant
//! in O(log n); vacant places are swept out once they are the majority, so every change is O(log n) in the long run.

use crate::hub::id::Seat;

/// Seats in order of arrival.
#[derive(Debug, Default)]
pub(crate) struct Roster {
    /// Number of each arrival, rising; as long as `seats`.
    arrivals: Vec<u64>,
    /// Who arrived, or [`VACANT`].
    seats: Vec<Seat>,
    /// How many of `seats` are not vacant.
    live: usize,
    /// All places before this one are vacant.
    head: usize,
    next: u64,
}

/// Marks a place whose member has left. No connection is ever numbered so high.
const VACANT: Seat = Seat(u32::MAX);

/// Below this many places vacant ones are not worth sweeping.
const SWEEP_AT: usize = 32;

impl Roster {
    /// Adds somebody at the end. Returns the number of the arrival, to be given to [`Roster::leave`].
    pub(crate) fn arrive(&mut self, seat: Seat) -> u64 {
        let arrival = self.next;
        self.next += 1;
        self.arrivals.push(arrival);
        self.seats.push(seat);
        self.live += 1;
        self.tidy();
        arrival
    }

    /// Takes out whoever arrived with this number.
    pub(crate) fn leave(&mut self, arrival: u64) {
        let Ok(place) = self.arrivals.binary_search(&arrival) else {
            return;
        };
        if self.seats[place] == VACANT {
            return;
        }
        self.seats[place] = VACANT;
        self.live -= 1;
        while self.seats.get(self.head) == Some(&VACANT) {
            self.head += 1;
        }
        self.tidy();
    }

    /// The longest-standing one.
    pub(crate) fn first(&self) -> Option<Seat> {
        self.seats.get(self.head).copied()
    }

    /// How many are in.
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    /// Whether nobody is in.
    pub(crate) fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Everyone, longest-standing first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Seat> + '_ {
        self.seats[self.head..]
            .iter()
            .copied()
            .filter(|&seat| seat != VACANT)
    }

    /// Appends everyone to `out`, longest-standing first: all at once where there are no vacant places.
    pub(crate) fn append_to(&self, out: &mut Vec<Seat>) {
        match &self.seats[self.head..] {
            seats if seats.len() == self.live => out.extend_from_slice(seats),
            _ => out.extend(self.iter()),
        }
    }

    fn tidy(&mut self) {
        if self.seats.len() >= SWEEP_AT && self.live * 2 < self.seats.len() {
            self.sweep();
        }
    }

    fn sweep(&mut self) {
        let mut kept = 0;
        for place in self.head..self.seats.len() {
            if self.seats[place] != VACANT {
                self.seats[kept] = self.seats[place];
                self.arrivals[kept] = self.arrivals[place];
                kept += 1;
            }
        }
        self.seats.truncate(kept);
        self.arrivals.truncate(kept);
        if self.seats.capacity() > 4 * kept.max(SWEEP_AT) {
            self.seats.shrink_to(2 * kept);
            self.arrivals.shrink_to(2 * kept);
        }
        self.head = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_a_list_in_order_of_arrival(moves in proptest::collection::vec((any::<bool>(), any::<usize>()), 0..400)) {
            let mut roster = Roster::default();
            let mut model: Vec<(u64, Seat)> = Vec::new();
            let mut number = 0;
            for (arrives, pick) in moves {
                if arrives || model.is_empty() {
                    let seat = Seat(number);
                    number += 1;
                    model.push((roster.arrive(seat), seat));
                } else {
                    let (arrival, _) = model.remove(pick % model.len());
                    roster.leave(arrival);
                    roster.leave(arrival);
                }
                let everyone: Vec<Seat> = model.iter().map(|m| m.1).collect();
                let mut appended = Vec::new();
                roster.append_to(&mut appended);
                prop_assert_eq!(&appended, &everyone);
                prop_assert_eq!(roster.iter().collect::<Vec<_>>(), everyone);
                prop_assert_eq!(roster.first(), model.first().map(|m| m.1));
                prop_assert_eq!(roster.len(), model.len());
                prop_assert!(roster.seats.len() <= (2 * model.len()).max(SWEEP_AT) + 1, "vacant places are swept");
            }
        }
    }
}
