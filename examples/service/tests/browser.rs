//! The page of a clerk without the application, in a browser that shows nothing: Chromium, driven over WebDriver.
#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::format_push_string,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests open sockets, start programs and say what they leave out, and what fails here fails the test"
)]

mod support;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use qujat::code::{Symbol, Use};
use serde_json::{Value, json};
use support::{Service, send};

const CARD: &str = r#"{"documents": [{"doc_type": "kz.gov.egov.identity_card.1", "number": "049990001"}]}"#;

/// A browser with one page.
struct Browser {
    driver: Child,
    address: String,
    session: String,
    folder: PathBuf,
}

impl Browser {
    /// None where there is no chromedriver. Its camera sees `film`, a series of JPEG pictures.
    fn start(film: Option<&[u8]>) -> Option<Self> {
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("its address");
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={}", free.port())).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(driver) = driver.spawn() else {
            eprintln!("skipped: there is no chromedriver");
            return None;
        };
        let folder =
            std::env::temp_dir().join(format!("qujat-browser-{}-{}", std::process::id(), free.port()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--lang=en".to_owned(),
            "--window-size=412,915".to_owned(),
            format!("--user-data-dir={}", folder.join("profile").display()),
        ];
        if let Some(film) = film {
            let file = folder.join("film.mjpeg");
            std::fs::write(&file, film).expect("the film is written");
            arguments.push("--use-fake-ui-for-media-stream".to_owned());
            arguments.push("--use-fake-device-for-media-stream".to_owned());
            arguments.push(format!("--use-file-for-fake-video-capture={}", file.display()));
        }
        let mut browser = Self { driver, address: free.to_string(), session: String::new(), folder };
        for _ in 0..200 {
            thread::sleep(Duration::from_millis(50));
            if std::net::TcpStream::connect(free).is_ok() {
                break;
            }
        }
        let options = json!({ "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let made = browser.ask("POST", "/session", &wanted);
        browser.session = made["sessionId"].as_str().expect("a session").into();
        Some(browser)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let reply = send(&self.address, method, path, &[], body.as_bytes());
        let said = reply.json();
        assert_eq!(reply.status, 200, "{path}: {said}");
        said["value"].clone()
    }

    fn on_page(&self, method: &str, path: &str, body: &Value) -> Value {
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    fn open(&self, url: &str) {
        self.on_page("POST", "/url", &json!({ "url": url }));
    }

    fn find(&self, css: &str) -> String {
        let found = self.on_page("POST", "/element", &json!({ "using": "css selector", "value": css }));
        let id = found.as_object().and_then(|found| found.values().next()).and_then(Value::as_str);
        id.expect("an element").to_owned()
    }

    fn keys(&self, css: &str, text: &str) {
        self.on_page("POST", &format!("/element/{}/value", self.find(css)), &json!({ "text": text }));
    }

    fn click(&self, css: &str) {
        self.on_page("POST", &format!("/element/{}/click", self.find(css)), &json!({}));
    }

    fn script(&self, script: &str) -> Value {
        self.on_page("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until a script gives `true`.
    fn until(&self, script: &str) {
        for _ in 0..300 {
            if self.script(script) == json!(true) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let answer = self.script("return document.body.innerText");
        panic!("never: {script}; the page says {answer}");
    }

    fn answer(&self) -> String {
        self.script("return document.getElementById('answer').textContent")
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// What the page's console complains of; an answer that is a refusal is none of it.
    fn complaints(&self) -> Vec<Value> {
        let log = self.on_page("POST", "/se/log", &json!({ "type": "browser" }));
        let log = log.as_array().cloned().unwrap_or_default();
        log.into_iter().filter(|line| line["source"] != "network").collect()
    }

    fn sign_in(&self, service: &Service) {
        self.open(&format!("http://{}/", service.listen));
        self.until("return document.title !== 'Qujat'");
        self.click("[data-language=en]");
        self.keys("#token", "stranger");
        self.click("#sign-in button");
        self.until("return !document.getElementById('ways').hidden");
    }

    /// Waits for a document, and looks that it is one.
    fn shown(&self) {
        self.until("return document.querySelectorAll('article img').length === 1");
        assert_eq!(self.answer(), "The document was checked and is valid.");
        self.until("return document.querySelector('article img').naturalWidth > 0");
        let card = self.script("return decodeURIComponent(escape(atob(document.querySelector('article img').src.split(',')[1])))");
        assert!(card.as_str().is_some_and(|card| card.contains("049990001")));
        assert_eq!(self.script("return document.querySelectorAll('article li').length"), json!(2));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            send(&self.address, "DELETE", &format!("/session/{}", self.session), &[], &[]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        // What stays behind lies in the folder for what is temporary.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn opened(service: &Service) -> Value {
    service.call("POST", "/v1/access", "mother", CARD).json()
}

/// Without an IIN the digits ask their owner, whose answer the page waits for.
#[test]
fn digits_alone_wait_for_their_owner() {
    let service = Service::start(None);
    let Some(browser) = Browser::start(None) else { return };
    browser.sign_in(&service);
    let card = CARD.replace("}]}", r#"}], "code_alone": true}"#);
    let opened = service.call("POST", "/v1/access", "mother", &card).json();
    browser.keys("#code", opened["code"].as_str().expect("a code"));
    browser.click("#digits button");
    browser.until("return document.getElementById('answer').textContent.startsWith('The owner is asked')");
    // Nothing is shown while nothing is said.
    thread::sleep(Duration::from_millis(2_500));
    assert_eq!(browser.script("return document.querySelectorAll('article').length"), json!(0));
    let asks = service.call("GET", "/v1/asks", "mother", "").json();
    let path = format!("/v1/asks/{}/answer", asks[0]["ask"].as_str().expect("a question"));
    let answer = service.call("POST", &path, "mother", r#"{"show": true}"#);
    assert_eq!(answer.json(), json!({ "taken": true }));
    browser.shown();
    assert_eq!(browser.complaints(), Vec::<Value>::new());
}

#[test]
fn six_digits_show_a_document_once() {
    let service = Service::start(None);
    let Some(browser) = Browser::start(None) else { return };
    browser.open(&format!("http://{}/", service.listen));
    browser.keys("#token", "nobody");
    browser.click("[data-language=ru]");
    browser.click("#sign-in button");
    browser.until("return document.getElementById('answer').classList.contains('bad')");
    assert_eq!(browser.answer(), "Сначала войдите.");
    browser.script("document.getElementById('token').value = ''");
    browser.sign_in(&service);
    let code = opened(&service)["code"].as_str().expect("a code").to_owned();
    for time in 0..2 {
        browser.script("document.getElementById('iin').value = ''");
        browser.keys("#iin", "860314499992");
        browser.keys("#code", &code);
        browser.click("#digits button");
        if time == 0 {
            browser.shown();
        } else {
            browser.until("return document.getElementById('answer').classList.contains('bad')");
            assert!(browser.answer().starts_with("Nothing is open under this code."), "{}", browser.answer());
            assert_eq!(browser.script("return document.querySelectorAll('article').length"), json!(0));
        }
    }
    // Nothing sticks out on a phone's screen.
    assert_eq!(
        browser.script("return document.documentElement.scrollWidth <= window.innerWidth"),
        json!(true)
    );
    assert_eq!(browser.complaints(), Vec::<Value>::new());
}

/// 9/2.5: number and IIN are entered; the result with its signature, or that there is no such document.
#[test]
fn a_result_is_checked_by_number_and_iin() {
    let service = Service::start(None);
    let Some(browser) = Browser::start(None) else { return };
    browser.sign_in(&service);
    browser.keys("#number", "049990001");
    browser.keys("#recipient", "860314499992");
    browser.click("#result button");
    browser.until("return document.querySelectorAll('dd').length === 6");
    assert!(browser.answer().starts_with("The document exists"), "{}", browser.answer());
    let said = browser.script("return document.querySelector('dl').textContent");
    let said = said.as_str().unwrap_or_default();
    assert!(said.contains("А. Үлгіұлы") && said.contains("049990001"), "{said}");
    browser.script("document.getElementById('recipient').value = ''");
    browser.keys("#recipient", "920807399998");
    browser.click("#result button");
    browser.until("return document.getElementById('answer').classList.contains('bad')");
    assert_eq!(
        browser.answer(),
        "No electronic document with the number and the IIN or BIN that were entered exists."
    );
    assert_eq!(browser.script("return document.querySelectorAll('dl').length"), json!(0));
    assert_eq!(
        browser.script("return document.documentElement.scrollWidth <= window.innerWidth"),
        json!(true)
    );
    assert_eq!(browser.complaints(), Vec::<Value>::new());
}

#[test]
fn a_picture_of_the_code_shows_the_document() {
    let service = Service::start(None);
    let Some(browser) = Browser::start(None) else { return };
    browser.sign_in(&service);
    let opened = opened(&service);
    let file = |name: &str, text: &str| {
        let picture = Symbol::encode(text, Use::Screen).expect("a symbol").to_png(4).expect("a picture");
        let file = browser.folder.join(name);
        std::fs::write(&file, picture).expect("the picture is written");
        file.display().to_string()
    };
    browser.keys("#file", &file("other.png", "https://egov.kz/"));
    browser.until("return document.getElementById('answer').classList.contains('bad')");
    assert_eq!(browser.answer(), "There is no code of access in the picture.");
    browser.keys("#file", &file("code.png", opened["link"].as_str().expect("a link")));
    browser.shown();
    assert_eq!(browser.complaints(), Vec::<Value>::new());
}

/// The camera is a film of the code, which Chromium plays in place of one.
#[test]
fn the_camera_reads_the_code() {
    let service = Service::start(None);
    let opened = opened(&service);
    let symbol = Symbol::encode(opened["link"].as_str().expect("a link"), Use::Screen).expect("a symbol");
    let code = symbol.to_luma(4).expect("a picture");
    let (width, height) = (640, 480);
    let mut frame = vec![128; width * height];
    for (y, row) in code.pixels.chunks(code.side).enumerate() {
        let start = (y + (height - code.side) / 2) * width + (width - code.side) / 2;
        frame[start..start + code.side].copy_from_slice(row);
    }
    let mut film = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut film, 90);
    let size = |pixels: usize| u32::try_from(pixels).expect("a side");
    let colour: Vec<u8> = frame.iter().flat_map(|grey| [*grey; 3]).collect();
    encoder.encode(&colour, size(width), size(height), image::ExtendedColorType::Rgb8).expect("a picture");
    let Some(browser) = Browser::start(Some(&film)) else { return };
    browser.sign_in(&service);
    browser.click("#camera-switch");
    browser.shown();
    // Once read, the camera is off.
    assert_eq!(browser.script("return document.getElementById('video').hidden"), json!(true));
    assert_eq!(browser.complaints(), Vec::<Value>::new());
}
