//! One worker's end of a folder: waits for files, opens them, and tells what becomes of them.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

use super::input::{Input, Task};
use super::scan::Scan;
use super::{Folder, Rule};
use crate::error::{Error, ErrorKind};
use crate::record::{Operator, Place, Rejected};
use crate::source::owned::lock;
use crate::source::{Opening, Reports};

/// One worker's end of a folder.
pub(in crate::source) struct FolderReader {
    shared: Arc<Mutex<Option<Scan>>>,
    pub(in crate::source) rule: Rule,
    pub(in crate::source) available_now: bool,
    operator: Operator,
    reports: Arc<dyn Reports>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl FolderReader {
    /// Looks at the folder for the first time, unless another worker has.
    pub(in crate::source) fn open(folder: Folder, opening: &Opening) -> Result<Self, Error> {
        let Opening { available_now, operator, .. } = *opening;
        if Handle::try_current().is_err() {
            let text = "a folder is read on a tokio runtime: use `start` or `run`";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let mut shared = lock(&folder.shared);
        if shared.is_none() {
            *shared = Some(Scan::start(&folder.rule, available_now, Instant::now())?);
        }
        drop(shared);
        let reports = Arc::clone(&opening.reports);
        let Folder { rule, shared } = folder;
        Ok(FolderReader { shared, rule, available_now, operator, reports, timer: None })
    }

    /// Waits for the next file and opens it; `None` where no more are to come.
    pub(in crate::source) fn poll_open(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Input>, Error>> {
        loop {
            let Some(task) = ready!(self.poll_task(cx))? else { return Poll::Ready(Ok(None)) };
            match Input::open(task) {
                Ok(input) => return Poll::Ready(Ok(Some(input))),
                Err((task, error)) => self.not_opened(&task, &error)?,
            }
        }
    }

    fn not_opened(&self, task: &Task, error: &io::Error) -> Result<(), Error> {
        let shown = task.path.display().to_string();
        if error.kind() == io::ErrorKind::NotFound {
            self.with_scan(|scan| scan.known.not_found(task));
            self.reports.notice(self.operator, &format!("`{shown}` vanished before it was read"));
            return Ok(());
        }
        self.with_scan(|scan| scan.known.was_read(task, task.from, None));
        let place = Place { source: shown, offset: task.from };
        self.reject(place, format!("the file cannot be opened: {error}"), None)
    }

    fn poll_task(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Task>, Error>> {
        loop {
            let now = Instant::now();
            let (task, notices, more, ended, next) = {
                let mut shared = lock(&self.shared);
                let Some(scan) = shared.as_mut() else { return Poll::Ready(Ok(None)) };
                let mut task = scan.known.hand_out();
                let ended = task.is_none() && self.available_now && !scan.known.expects_more();
                let more = task.is_none() && !ended && scan.step(now)?;
                task = task.or_else(|| scan.known.hand_out());
                (task, scan.known.take_notices(), more, ended, scan.next)
            };
            for notice in notices {
                self.reports.notice(self.operator, &notice);
            }
            if task.is_some() || ended {
                return Poll::Ready(Ok(task));
            }
            if more {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            ready!(self.poll_timer(next, cx));
        }
    }

    fn poll_timer(&mut self, until: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() != until {
            timer.as_mut().reset(until);
        }
        timer.as_mut().poll(cx)
    }

    /// `input` has been read up to byte `end`.
    pub(in crate::source) fn was_read(&self, input: &Input, end: u64) {
        self.with_scan(|scan| scan.known.was_read(&input.task, end, Some(input.stat)));
    }

    /// Rejects a record at `place`, or the rest of the file where there is no record.
    pub(in crate::source) fn reject(
        &self,
        place: Place,
        reason: String,
        raw: Option<Vec<u8>>,
    ) -> Result<(), Error> {
        let mut rejected = Rejected::new(self.operator, reason);
        (rejected.raw, rejected.place) = (raw, Some(place));
        self.reports.reject(rejected)
    }

    /// Whether files are coming.
    pub(in crate::source) fn expects_more(&self) -> bool {
        lock(&self.shared).as_ref().is_some_and(|scan| scan.known.expects_more())
    }

    fn with_scan(&self, change: impl FnOnce(&mut Scan)) {
        if let Some(scan) = lock(&self.shared).as_mut() {
            change(scan);
        }
    }
}
