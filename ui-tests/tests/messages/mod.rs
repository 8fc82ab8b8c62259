//! The messages of the macro, read from the text of their source, and whether what the compiler said is one of them.

/// A message: a fact and a hint, in which `{}` stands for anything.
pub(crate) struct Message {
    pub(crate) name: String,
    fact: String,
    hint: String,
}

impl Message {
    /// Whether the diagnostic is this message.
    pub(crate) fn fits(&self, diagnostic: &str) -> bool {
        let fact = diagnostic.lines().next().and_then(|line| line.strip_prefix("error: "));
        let hint = diagnostic.lines().find_map(|line| line.trim_start().strip_prefix("= help: "));
        fact.is_some_and(|fact| matches(fact, &self.fact))
            && hint.is_some_and(|hint| matches(hint, &self.hint))
    }

    /// How many letters the message says by itself.
    pub(crate) fn said(&self) -> usize {
        self.fact.len() + self.hint.len()
    }
}

/// Whether the text is the template with something in each `{}`.
fn matches(text: &str, template: &str) -> bool {
    let Some((first, rest)) = template.split_once("{}") else { return text == template };
    let Some(text) = text.strip_prefix(first) else { return false };
    (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| matches(&text[at..], rest))
}

/// All messages: in their source, each is `NAME: "fact", "hint";`.
pub(crate) fn all() -> Vec<Message> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../stream-macros/src/error/messages.rs");
    let source = std::fs::read_to_string(path).expect("the source of the messages");
    let mut messages = Vec::new();
    for block in source.split("\nmessages! {\n").skip(1) {
        let block = block.split("\n}").next().unwrap_or_default();
        let words: String = block.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        messages.extend(words.split("\";").filter_map(message));
    }
    assert!(messages.len() > 50, "the messages are read from their source");
    messages
}

fn message(text: &str) -> Option<Message> {
    let (name, rest) = text.split_once(": \"")?;
    let (fact, hint) = rest.split_once("\",")?;
    let hint = hint.trim_start().strip_prefix('"')?;
    let [fact, hint] = [fact, hint].map(|part| part.replace("\\\"", "\""));
    Some(Message { name: name.trim().to_owned(), fact, hint })
}
