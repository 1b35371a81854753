//! What people do in a story: each looks first at what may be done, fills the form that is shown, uploads what is asked
//! for, does it with the version that was seen, and sends it twice, as a browser does that lost the answer.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::stage::Story;
use crate::support::client::{Answer, Call};

/// Who sees every case that is not about themselves.
pub(crate) const DIRECTOR: &str = "center.director";

/// A person of the staff about to act.
pub(crate) struct Act<'s> {
    story: &'s mut Story,
    by: Option<&'static str>,
    input: Value,
    form: Map<String, Value>,
}

impl Story {
    /// The citizen complains, and keeps the code.
    pub(crate) async fn complains(&mut self, complaint: Value) {
        let key = self.fresh_key();
        let call = self.client.post("/api/v1/public/complaints", &complaint).key(&key);
        let filed = twice(&call, 201).await;
        filed["id"].as_str().unwrap().clone_into(&mut self.case);
        filed["receipts"][0]["code"].as_str().unwrap().clone_into(&mut self.code);
        self.took("citizen", "complain").await;
    }

    pub(crate) fn staff(&mut self, person: &'static str) -> Act<'_> {
        Act { story: self, by: Some(person), input: Value::Null, form: Map::new() }
    }

    pub(crate) fn citizen(&mut self) -> Act<'_> {
        Act { story: self, by: None, input: Value::Null, form: Map::new() }
    }

    /// Two people give a supervision order with the case in it.
    pub(crate) async fn is_ordered(&mut self, unit: &str) -> String {
        let case: Uuid = self.case.parse().unwrap();
        let order =
            json!({ "unit": unit, "level": "yellow", "demand": "请按期办结", "cases": [case] });
        let call = self.client.post("/api/v1/orders", &order);
        let order = self.ask("center.supervisor", call).await.expect(201);
        let order = order["id"].as_str().unwrap().to_owned();
        self.steps(DIRECTOR, (&order, "sign", "")).await;
        self.took("center.supervisor", "supervise").await;
        order
    }

    /// The unit answers an order, and it is struck off.
    pub(crate) async fn is_struck_off(&mut self, head: &str, order: &str) {
        self.steps(head, (order, "answer", "已整改")).await;
        self.steps("center.supervisor", (order, "strike_off", "已核实")).await;
        self.took("center.supervisor", "discharge").await;
    }

    async fn steps(&mut self, person: &str, (order, step, words): (&str, &str, &str)) {
        let path = format!("/api/v1/orders/{order}");
        let version = self.read(person, &path).await["version"].clone();
        let taken = json!({ "step": step, "version": version, "words": words });
        let call = self.client.post(&format!("{path}/steps"), &taken);
        self.ask(person, call).await.expect(200);
    }

    /// What the citizen sees with the code.
    pub(crate) async fn looks_up(&self) -> Value {
        let call = self.client.post("/api/v1/public/receipts", &json!({ "code": self.code }));
        call.answer().await.expect(200)
    }

    /// Whether the receipt page says these words to the citizen.
    pub(crate) async fn was_told(&self, words: &str) -> bool {
        let seen = self.looks_up().await;
        let messages = seen["messages"].as_array().unwrap();
        let said = messages.iter().flat_map(|message| message["said"].as_array().unwrap());
        said.into_iter().any(|said| said["text"] == words)
    }

    /// The citizen says whether it was solved, by the token on the page; it serves once.
    pub(crate) async fn rates(&mut self, transition: &'static str, solved: &str) {
        let seen = self.looks_up().await;
        let token = seen["rating_token"].as_str().expect("it can be rated").to_owned();
        let body = json!({ "token": token, "solved": solved });
        let key = self.fresh_key();
        twice(&self.client.post("/api/v1/public/ratings", &body).key(&key), 200).await;
        let again = self.client.post("/api/v1/public/ratings", &body).key("another").answer().await;
        assert_eq!(again.expect(409)["code"], "token_used");
        let rated = looked_at(self).await;
        assert_eq!(rated["solved"], solved);
        self.took("citizen", transition).await;
    }

    /// A person was told that a ladder was climbed, and reads it.
    pub(crate) async fn told(&mut self, person: &'static str, limit: &str, act: &str) {
        let notices = self.read(person, "/api/v1/notices?limit=200").await;
        let fits = |notice: &&Value| {
            notice["case"] == self.case.as_str() && notice["about"] == limit && notice["act"] == act
        };
        let notice = notices["notices"].as_array().unwrap().iter().find(fits);
        let notice =
            notice.unwrap_or_else(|| panic!("{person}: no {act} of {limit} in {notices:#}"));
        let id = notice["id"].as_str().unwrap();
        let read = self.client.post(&format!("/api/v1/notices/{id}/read"), &json!({}));
        self.ask(person, read).await.expect(204);
        let after = self.read(person, "/api/v1/notices?limit=200").await;
        let read = after["notices"].as_array().unwrap().iter().find(|notice| notice["id"] == id);
        assert!(read.unwrap()["read_at"].is_string(), "{after:#}");
        self.protocol.notice(person, limit, act);
    }

    /// After every step: who must not know learns nothing, and the protocol has the step.
    async fn took(&mut self, by: &str, what: &str) {
        self.work().await;
        for person in self.unaware.clone() {
            self.learns_nothing(person).await;
        }
        let case = looked_at(self).await;
        self.protocol.step(self.world.now(), by, what, &case);
    }

    /// Every way that leads to the case answers as for a case that there never was.
    async fn learns_nothing(&mut self, person: &str) {
        for rest in ["", "/verbs", "/timeline", "/clocks", "/parties", "/attachments", "/routing"] {
            let hidden = self.ask(person, self.client.get(&self.of_case(rest))).await;
            let absent = format!("/api/v1/cases/{}{rest}", Uuid::new_v4());
            let absent = self.ask(person, self.client.get(&absent)).await;
            assert_eq!(hidden.status, 404, "{person} {rest}");
            assert_eq!((hidden.status, &hidden.body), (absent.status, &absent.body), "{rest}");
        }
        let list = self.read(person, "/api/v1/cases").await;
        assert_eq!((&list["total"], list["cases"].as_array().unwrap().len()), (&json!(0), 0));
        let found = self.read(person, "/api/v1/search?q=%E6%B0%91%E8%AD%A6").await;
        assert_eq!(found["cases"], json!([]));
        let notices = self.read(person, "/api/v1/notices").await;
        assert_eq!(notices["notices"], json!([]));
    }
}

impl Act<'_> {
    /// What the verb needs beyond its form.
    pub(crate) fn with(mut self, input: Value) -> Self {
        self.input = input;
        self
    }

    /// A field that is not to be filled by itself.
    pub(crate) fn fill(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.form.insert(field.to_owned(), value.into());
        self
    }

    /// Does it; it must be among what is offered, and lack nothing.
    pub(crate) async fn does(self, transition: &'static str) {
        match self.by {
            Some(person) => self.does_as_staff(person, transition).await,
            None => self.does_as_citizen(transition).await,
        }
    }

    async fn does_as_staff(mut self, person: &'static str, transition: &'static str) {
        let version = self.version(person).await;
        let path = self.story.of_case("/verbs");
        let verbs = self.story.read(person, &path).await;
        assert_eq!(verbs["version"], version, "{verbs}");
        let verb = offered(&verbs, transition);
        if let Some(kind) = verb["input"]["kind"]["id"].as_str() {
            assert!(self.input.get(kind).is_some(), "`{transition}` says that it needs {kind}");
        }
        let mut perform = self.performed(verb);
        perform["command"] = json!("perform");
        for kind in verb["evidence"].as_array().unwrap() {
            let kind = kind["id"].as_str().unwrap();
            perform["evidence"][kind] = json!([self.story.uploads(person, kind).await]);
        }
        let key = self.story.fresh_key();
        let call = self.story.client.post(&path, &perform).key(&key).if_match(version);
        self.twice(person, &call).await;
        self.story.took(person, transition).await;
    }

    async fn does_as_citizen(self, transition: &'static str) {
        let seen = self.story.looks_up().await;
        let perform = self.performed(offered(&seen, transition));
        let body = json!({ "code": self.story.code, "perform": perform });
        let key = self.story.fresh_key();
        let call = self.story.client.post("/api/v1/public/receipts/verbs", &body).key(&key);
        twice(&call, 200).await;
        self.story.took("citizen", transition).await;
    }

    /// `read` and `screen`, which are not transitions of the workflow.
    pub(crate) async fn commands(mut self, command: &'static str) {
        let person = self.by.expect("staff");
        let version = self.version(person).await;
        let path = self.story.of_case("/verbs");
        let key = self.story.fresh_key();
        let body = json!({ "command": command });
        let call = self.story.client.post(&path, &body).key(&key).if_match(version);
        self.twice(person, &call).await;
        self.story.took(person, command).await;
    }

    /// Tries it all the same, and is told why not and what to do.
    pub(crate) async fn cannot(mut self, transition: &'static str, code: &str) {
        let person = self.by.expect("staff");
        let version = looked_at(self.story).await["version"].as_u64().unwrap();
        let mut body = json!({ "command": "perform", "transition": transition, "form": self.form });
        if !self.input.is_null() {
            body["input"] = self.input.take();
        }
        let (path, key) = (self.story.of_case("/verbs"), self.story.fresh_key());
        let call = self.story.client.post(&path, &body).key(&key).if_match(version);
        let refused = self.story.ask(person, call).await;
        let problem = refused.json();
        assert!(refused.status >= 400, "{person} could {transition}: {problem}");
        assert_eq!(problem["code"], code, "{problem}");
        assert!(problem["title"].as_str().is_some_and(|title| title.len() > 10), "{problem}");
        assert_eq!(looked_at(self.story).await["version"], version, "a refusal writes nothing");
        self.story.protocol.refused(person, transition, code);
    }

    async fn version(&mut self, person: &str) -> u64 {
        let call = self.story.client.get(&self.story.of_case(""));
        let answer = self.story.ask(person, call).await;
        let case = answer.expect(200);
        let version = case["version"].as_u64().unwrap();
        let tag = answer.header("etag").unwrap_or_default();
        assert!(tag.starts_with(&format!("\"{version}.")), "{tag}");
        version
    }

    /// What is sent for a verb: its form filled as it is shown.
    fn performed(&self, verb: &Value) -> Value {
        let mut form = self.form.clone();
        for field in verb["form"].as_array().unwrap() {
            let name = field["field"]["id"].as_str().unwrap();
            if field["required"] == true && !form.contains_key(name) {
                form.insert(name.to_owned(), filled(field, self.story));
            }
        }
        let mut perform = json!({ "transition": verb["transition"]["id"], "form": form });
        if !self.input.is_null() {
            perform["input"] = self.input.clone();
        }
        perform
    }

    async fn twice(&mut self, person: &str, call: &Call) {
        let first = self.story.ask(person, call.clone()).await;
        let changed = first.expect(200);
        let again = self.story.ask(person, call.clone()).await;
        // Who has signed has no part in the case any more, and is told as little as anybody else.
        let path = self.story.of_case("");
        let sees = self.story.ask(person, self.story.client.get(&path)).await.status == 200;
        if sees {
            assert_eq!(again.expect(200), changed, "a repeat gets the first answer");
        } else {
            again.expect(404);
        }
    }
}

impl Story {
    /// Uploads a file as evidence, and gets it back as it was.
    async fn uploads(&mut self, person: &str, kind: &str) -> String {
        let content = format!("%PDF-1.7\n{kind} of {}\n%%EOF", self.case).into_bytes();
        let path = self.of_case("/attachments");
        let call = self.client.upload(&path, &format!("{kind}.pdf"), &content);
        let file = self.ask(person, call).await.expect(201);
        assert_eq!(file["media_type"], "application/pdf");
        let id = file["id"].as_str().unwrap().to_owned();
        let back = self.ask(person, self.client.get(&format!("{path}/{id}"))).await;
        assert_eq!((back.status, &back.body), (200, &content));
        id
    }
}

/// The case as the director sees it now.
pub(crate) async fn looked_at(story: &mut Story) -> Value {
    let path = story.of_case("");
    story.read(DIRECTOR, &path).await
}

/// A verb that is offered and lacks nothing.
fn offered<'v>(verbs: &'v Value, transition: &str) -> &'v Value {
    let all = verbs["verbs"].as_array().unwrap();
    let names: Vec<_> = all.iter().map(|verb| verb["transition"]["id"].as_str().unwrap()).collect();
    let verb = all.iter().find(|verb| verb["transition"]["id"] == transition);
    let verb = verb.unwrap_or_else(|| panic!("{transition} is not among {names:?}"));
    assert!(verb["lacks"].is_null(), "{transition} lacks {}", verb["lacks"]);
    verb
}

/// Something that fits a field.
fn filled(field: &Value, story: &Story) -> Value {
    match field["kind"].as_str().unwrap() {
        "text" => json!(format!("{}：已按规定办理", field["field"]["name"].as_str().unwrap())),
        "date" => json!(story.world.now().date_naive().to_string()),
        "number" => json!(1),
        "money" => json!(120_000),
        "yes_no" => json!(true),
        "choice" => field["choices"][0]["id"].clone(),
        other => panic!("a field of the unknown kind {other}"),
    }
}

/// Sends a request twice and holds the answers against each other.
async fn twice(call: &Call, status: u16) -> Value {
    let first: Answer = call.answer().await;
    let again = call.answer().await;
    assert_eq!(again.expect(status), first.expect(status), "a repeat gets the first answer");
    first.json()
}
