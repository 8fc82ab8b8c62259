//! The files of a folder that are known, and how far each has come: a file is handed out once, and
//! again only for what is appended to it, where that is followed.

use std::collections::{HashMap, VecDeque};
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::SystemTime;

use tokio::time::Instant;

use super::stat::{Identity, Stat};
use super::{MAX_FILES, Rule, Task, is_packed};
use crate::error::{Error, ErrorKind};

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It may still be written; it has been as it is since then.
    Settling(Instant),
    /// It waits for a worker to read it from this byte.
    Queued(u64),
    /// A worker reads it, as the task of this number.
    Handed(u64),
    /// It has been read, or is not to be, up to this byte.
    Read(u64),
    /// It cannot be looked at.
    Unreadable,
}

#[derive(Debug)]
struct File {
    stat: Stat,
    state: State,
    /// It was said that what is written to it now is not read.
    told: bool,
    /// Its size when it was read last; what is there beyond it was appended.
    looked: u64,
    /// The listing that saw it last.
    seen: u64,
}

/// What is known of the files of a folder.
#[derive(Debug)]
pub(super) struct Known {
    rule: Rule,
    /// Only what was there at the start is read.
    available_now: bool,
    files: HashMap<OsString, File>,
    /// Names that this listing saw first.
    fresh: Vec<OsString>,
    /// Files whose name this listing found to be another file's.
    replaced: Vec<File>,
    /// The names of the files that are being read, by the numbers of their tasks.
    handed: HashMap<u64, OsString>,
    /// Counts tasks.
    tasks: u64,
    queue: VecDeque<OsString>,
    settling: usize,
    /// Counts listings.
    round: u64,
    notices: Vec<String>,
}

impl Known {
    pub(super) fn new(rule: Rule, available_now: bool) -> Self {
        Known {
            rule,
            available_now,
            files: HashMap::new(),
            fresh: Vec::new(),
            replaced: Vec::new(),
            handed: HashMap::new(),
            tasks: 0,
            queue: VecDeque::new(),
            settling: 0,
            round: 0,
            notices: Vec::new(),
        }
    }

    /// How many files are known.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether files are coming: queued ones, or ones that have to settle.
    pub(super) fn expects_more(&self) -> bool {
        !self.queue.is_empty() || self.settling > 0
    }

    /// What is worth a notice since the last call.
    pub(super) fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// The next file to be read.
    pub(super) fn hand_out(&mut self) -> Option<Task> {
        while let Some(name) = self.queue.pop_front() {
            let Some(file) = self.files.get_mut(&name) else { continue };
            if let State::Queued(from) = file.state {
                let (number, identity) = (self.tasks, file.stat.identity);
                self.tasks += 1;
                file.state = State::Handed(number);
                let path = self.rule.path.join(&name);
                self.handed.insert(number, name);
                return Some(Task { number, path, from, identity });
            }
        }
        None
    }

    /// The file of `task`, which was as `stat` says, has been read up to byte `end`.
    pub(super) fn was_read(&mut self, task: &Task, end: u64, stat: Option<Stat>) {
        let name = self.handed.remove(&task.number);
        if let Some(file) = name.and_then(|name| self.files.get_mut(&name)) {
            file.state = State::Read(end);
            if let Some(stat) = stat {
                (file.stat, file.looked) = (stat, stat.size);
            }
        }
    }

    /// The file of `task` is not to be found by its name. If it was renamed, the next listing finds
    /// it: as a new file, or to go on with where it has been read in part.
    pub(super) fn not_found(&mut self, task: &Task) {
        if task.from > 0 {
            self.was_read(task, task.from, None);
        } else if let Some(name) = self.handed.remove(&task.number) {
            self.files.remove(&name);
        }
    }

    /// A listing has come across `name`; gives whether the file has to be looked at. `rests` says
    /// to leave alone files that have been read.
    pub(super) fn come_across(&mut self, name: &OsString, rests: bool) -> bool {
        let follows = follows(&self.rule, name);
        let Some(file) = self.files.get_mut(name) else {
            return !self.available_now || self.round == 0;
        };
        file.seen = self.round;
        match file.state {
            State::Settling(_) | State::Unreadable => true,
            State::Queued(_) | State::Handed(_) => follows,
            State::Read(_) => !self.available_now && (follows || !(file.told || rests)),
        }
    }

    /// File `name` is found to be as `stat` says.
    pub(super) fn see(&mut self, name: OsString, stat: Stat, now: Instant) -> Result<(), Error> {
        let Some(file) = self.files.get_mut(&name) else {
            return self.appears(name, stat, now);
        };
        if file.stat.is_other_file(&stat) && !matches!(file.state, State::Settling(_)) {
            self.replaced.extend(self.files.remove(&name));
            return self.appears(name, stat, now);
        }
        let unchanged = file.stat.is_unchanged(&stat);
        match file.state {
            State::Unreadable => {
                file.state = State::Settling(now);
                self.settling += 1;
            }
            State::Settling(_) if unchanged => return Ok(()),
            State::Settling(_) => file.state = State::Settling(now),
            State::Read(end) if follows(&self.rule, &name) => {
                if stat.size < end {
                    self.notices.push(cut(&self.rule.path.join(&name).display().to_string()));
                }
                if stat.size < end || stat.size > file.looked {
                    file.state = State::Queued(if stat.size < end { 0 } else { end });
                    self.queue.push_back(name);
                }
            }
            State::Read(_) if !unchanged && !file.told => {
                file.told = true;
                self.notices.push(changed(&self.rule.path.join(&name).display().to_string()));
                return Ok(());
            }
            State::Read(_) | State::Queued(_) | State::Handed(_) => return Ok(()),
        }
        file.stat = stat;
        Ok(())
    }

    /// File `name` cannot be looked at because of `error`.
    pub(super) fn see_unreadable(&mut self, name: OsString, error: &std::io::Error) {
        if !self.files.contains_key(&name) {
            let path = self.rule.path.join(&name);
            self.notices.push(format!("`{}` cannot be read and is left out: {error}", path.display()));
            let (stat, state) = (Stat::NONE, State::Unreadable);
            self.files.insert(name, File { stat, state, told: true, looked: 0, seen: self.round });
        }
    }

    fn appears(&mut self, name: OsString, stat: Stat, now: Instant) -> Result<(), Error> {
        if self.files.len() == MAX_FILES {
            let text = format!(
                "folder `{}` holds more than {MAX_FILES} files: take away those that have been read",
                self.rule.path.display()
            );
            return Err(Error::new(ErrorKind::Bound, text));
        }
        let passed = self.round == 0 && !self.rule.existing && !self.available_now;
        let state = if passed { State::Read(stat.size) } else { State::Settling(now) };
        if !passed {
            self.settling += 1;
            self.fresh.push(name.clone());
        }
        let (looked, seen) = (stat.size, self.round);
        self.files.insert(name, File { stat, state, told: false, looked, seen });
        Ok(())
    }

    /// A listing is complete: files that are whole are queued, those that are gone are forgotten.
    pub(super) fn end_listing(&mut self, now: Instant, wall: SystemTime) {
        self.take_over_renamed();
        let mut whole = Vec::new();
        for (name, file) in &mut self.files {
            if let State::Settling(since) = file.state
                && file.seen == self.round
                && (follows(&self.rule, name) || is_whole(&self.rule, &file.stat, (since, now), wall))
            {
                file.state = State::Queued(0);
                whole.push((file.stat.modified, name.clone()));
            }
        }
        self.settling -= whole.len();
        whole.sort_unstable();
        self.queue.extend(whole.into_iter().map(|(_, name)| name));
        self.forget();
        self.round += 1;
    }

    /// A file that was renamed goes on where it was: it is not a new one.
    fn take_over_renamed(&mut self) {
        let (fresh, replaced) = (std::mem::take(&mut self.fresh), std::mem::take(&mut self.replaced));
        if fresh.is_empty() || self.round == 0 {
            return;
        }
        for file in &replaced {
            if let State::Handed(number) = file.state {
                self.handed.remove(&number);
            }
        }
        let gone = self.files.iter().filter(|(_, file)| file.seen < self.round);
        let mut gone: HashMap<Identity, OsString> =
            gone.filter_map(|(name, file)| Some((file.stat.identity?, name.clone()))).collect();
        let mut replaced: HashMap<Identity, File> =
            replaced.into_iter().filter_map(|file| Some((file.stat.identity?, file))).collect();
        for name in fresh {
            let Some(identity) = self.files.get(&name).and_then(|file| file.stat.identity) else {
                continue;
            };
            let old = gone.remove(&identity).and_then(|old| self.files.remove(&old));
            if let Some(file) = old.or_else(|| replaced.remove(&identity)) {
                self.take_over(file, name);
            }
        }
    }

    fn take_over(&mut self, mut file: File, name: OsString) {
        file.seen = self.round;
        match file.state {
            State::Handed(number) => drop(self.handed.insert(number, name.clone())),
            State::Queued(_) => self.queue.push_back(name.clone()),
            State::Settling(_) | State::Read(_) | State::Unreadable => {}
        }
        // Both were counted if both were settling, and one of them is no more.
        self.settling -= 1;
        self.files.insert(name, file);
    }

    /// Forgets files that two listings did not find: one can miss a file that is being renamed.
    fn forget(&mut self) {
        let (round, settling) = (self.round, &mut self.settling);
        self.files.retain(|_, file| {
            let gone = file.seen + 1 < round;
            match file.state {
                State::Queued(_) | State::Handed(_) => true,
                State::Settling(_) => {
                    *settling -= usize::from(gone);
                    !gone
                }
                State::Read(_) | State::Unreadable => !gone,
            }
        });
    }
}

/// Whether what is appended to file `name` is read.
fn follows(rule: &Rule, name: &OsStr) -> bool {
    rule.follow && !is_packed(Path::new(name))
}

/// Whether a file that has been as `stat` says since `seen.0` is whole at `seen.1`.
fn is_whole(rule: &Rule, stat: &Stat, seen: (Instant, Instant), wall: SystemTime) -> bool {
    let old = wall.duration_since(stat.modified).is_ok_and(|age| age >= rule.settle);
    old || seen.1.duration_since(seen.0) >= rule.settle
}

fn changed(path: &str) -> String {
    format!(
        "`{path}` was there at the start or has been read, and has changed: what is written to it now \
         is not read; write to new files, or use `follow = true` of `text_files` to read what is appended"
    )
}

fn cut(path: &str) -> String {
    format!("`{path}` was cut short after it had been read: it is read again from its beginning")
}
