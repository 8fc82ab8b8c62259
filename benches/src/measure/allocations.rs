//! Allocation counts and the memory that is held, by an allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::run_both;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Bytes that are allocated, and the most there were.
static HELD: AtomicU64 = AtomicU64::new(0);
static MOST: AtomicU64 = AtomicU64::new(0);

fn take(bytes: usize) {
    let held = HELD.fetch_add(bytes as u64, Relaxed) + bytes as u64;
    MOST.fetch_max(held, Relaxed);
}

fn give_back(bytes: usize) {
    HELD.fetch_sub(bytes as u64, Relaxed);
}

struct Counting;

#[allow(
    unsafe_code,
    reason = "an allocator can be counted only where it is called, and that interface is unsafe"
)]
// SAFETY: every call goes on to the system's allocator as it came in.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        take(layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        give_back(layout.size());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        give_back(layout.size());
        take(size);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often `work` allocates, and its result.
pub(crate) fn counted<R>(work: impl FnOnce() -> R) -> (R, u64) {
    let before = ALLOCATIONS.load(Relaxed);
    let result = work();
    (result, ALLOCATIONS.load(Relaxed) - before)
}

/// How often the pipeline and its twin allocate.
pub(crate) fn allocations(case: &str, size: u64) -> [u64; 2] {
    run_both("allocations", case, size)
}

/// How many bytes `work` holds at most beyond those that are held before it, and its result.
pub(crate) fn held<R>(work: impl FnOnce() -> R) -> (R, u64) {
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    let result = work();
    (result, MOST.load(Relaxed) - before)
}

/// How many bytes the pipeline and its twin hold at most.
pub(crate) fn peak(case: &str, size: u64) -> [u64; 2] {
    run_both("peak", case, size)
}
