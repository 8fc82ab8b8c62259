//! Which of the slots that are looked at have a session that is over.

use super::held::{Held, NOT_QUEUED};
use super::queue::{Queue, Taken};
use crate::keyed::Slots;

/// Of the slots that were taken out of the queue, those of which the first session is over, in reverse; the others are queued again
/// for when theirs is.
#[inline(never)]
pub(super) fn sift<K, S, I: Copy>(
    slots: &mut Vec<u32>,
    Taken { reached, out }: Taken,
    held: &mut Slots<K, Held<K, S>, I>,
    queue: &mut Queue,
    over: &mut Vec<u32>,
) {
    for slot in slots.drain(..).rev() {
        let Some(held) = held.value_mut(slot) else { continue };
        let Some(latest) = &held.latest else { continue };
        if !held.is_due(reached) {
            wait(held, slot, out, queue);
            continue;
        }
        let earlier = held.earlier.as_ref().and_then(|earlier| earlier.front());
        let end = earlier.map_or(latest.end, |(_, first)| first.end);
        if end <= reached {
            held.armed = NOT_QUEUED;
            over.push(slot);
        } else {
            held.armed = end;
            queue.push(end, slot);
        }
    }
}

/// Queues a slot again that does not have to be looked at yet; unless it was queued by mistake, for it stands in the queue after
/// `out`.
#[inline(never)]
pub(super) fn wait<K, S>(held: &Held<K, S>, slot: u32, out: i64, queue: &mut Queue) {
    if held.is_due(out) {
        queue.push(held.armed, slot);
    }
}
