//! The words a form chooses from. Each list is open: a word of a later library means what its `Else` says.

use serde::{Serialize, Serializer};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $else:ident; $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// The word a form writes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What a word means; of one this library does not know, what it falls back to, and `false`.
            pub(super) fn read(word: &str) -> (Self, bool) {
                match word {
                    $($word => (Self::$variant, true),)*
                    _ => (Self::$else, false),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

words! {
    /// Colours by what they mean; the screen chooses the shades, for light and for dark.
    Scheme: State;
    /// The state's own: sky blue.
    State = "state",
    /// Who a person is.
    Identity = "identity",
    /// Driving and vehicles.
    Driving = "driving",
    /// Acts of civil status.
    Civil = "civil",
    /// Health.
    Health = "health",
    /// Education.
    Education = "education",
    /// Pensions, benefits, family.
    Social = "social",
}

words! {
    /// Where a section stands on a card.
    Place: Body;
    /// Beside the portrait.
    BesidePortrait = "beside_portrait",
    /// Below.
    Body = "body",
}

words! {
    /// How a value is written. A value that does not fit its format shows as text.
    Format: Text;
    /// As it is.
    Text = "text",
    /// A date with the name of its month: `22 қараша 2026 ж.`
    Date = "date",
    /// A date in figures: `22.11.2026`.
    DateShort = "date_short",
    /// An IIN, grouped: `900101 300 017`.
    Iin = "iin",
    /// A number: of a document as it is; a quantity grouped by thousands.
    Number = "number",
    /// Sex (ISO/IEC 5218: 0, 1, 2, 9; or `M`, `F`).
    Sex = "sex",
    /// Yes or no.
    Boolean = "boolean",
    /// One of the row's `values`.
    Enumeration = "enumeration",
    /// A list of maps, by the row's `columns`: driving privileges.
    Table = "table",
    /// A list of persons, by the row's `columns`, of which the first is the name: the children of a family.
    Persons = "persons",
    /// A phone number, grouped: `+7 701 123 45 67`.
    Phone = "phone",
}

words! {
    /// How much a row stands out.
    Emphasis: Normal;
    /// As most.
    Normal = "normal",
    /// What the eye should meet first.
    Strong = "strong",
    /// What is there for completeness.
    Quiet = "quiet",
}

words! {
    /// How much of the width a row asks for.
    Span: Full;
    /// A line of its own.
    Full = "full",
    /// Half a line, where it fits.
    Half = "half",
}

words! {
    /// Who sees a row.
    SeenBy: Holder;
    /// Everybody the document is shown to.
    All = "all",
    /// The holder alone.
    Holder = "holder",
    /// A third party alone.
    ThirdParty = "third_party",
}

words! {
    /// What stands where an element is not there.
    WhenMissing: Hide;
    /// Nothing: the row goes.
    Hide = "hide",
    /// A dash.
    Dash = "dash",
}

words! {
    /// Whether a value is seen at once.
    Reveal: OnTap;
    /// At once.
    Always = "always",
    /// After a tap: until then, dots.
    OnTap = "on_tap",
}

words! {
    /// How a mark is meant to feel: its colour, by meaning.
    Tone: Neutral;
    /// All is well.
    Good = "good",
    /// Something will be needed.
    Warning = "warning",
    /// Not to be relied on.
    Bad = "bad",
    /// Said for information.
    Neutral = "neutral",
}

words! {
    /// The state of a document on a day, for conditions.
    State: Unknown;
    /// Valid today and for longer than the form warns of.
    Valid = "valid",
    /// Valid today, and the form warns of its end.
    Expiring = "expiring",
    /// Its last day is past.
    Expired = "expired",
    /// Its first day is to come.
    NotYet = "not_yet",
    /// Its signed data must be fetched anew.
    UpdateNeeded = "update_needed",
    /// It was revoked.
    Revoked = "revoked",
    /// A state of a later library: no document is in it.
    Unknown = "unknown",
}
