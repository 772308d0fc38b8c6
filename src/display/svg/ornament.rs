//! Drawings: strokes in the manner of Kazakh ornament, and small marks.

/// Two ram's horns (қошқар мүйіз) on a stem, 48 wide and 26 high.
pub(super) const HORNS: &str = "M24 26V17C24 8 20 3 13 3C7 3 4 7 4 11.5C4 16 7.5 18.5 10.8 18.5C14 18.5 \
    16 16.3 16 13.8C16 11.5 14.3 10 12.3 10M24 17C24 8 28 3 35 3C41 3 44 7 44 11.5C44 16 40.5 18.5 \
    37.2 18.5C34 18.5 32 16.3 32 13.8C32 11.5 33.7 10 35.7 10";

/// A lozenge between two pairs of horns, centred on 0, 13.
pub(super) const LOZENGE: &str = "M0 8.5L4 13L0 17.5L-4 13Z";

/// The crown of a yurt (шаңырақ) within a circle of radius 20 around 0, 0: the ring and three rods each way.
pub(super) const CROWN: &str = "M-20 0A20 20 0 1 0 20 0A20 20 0 1 0 -20 0ZM-15.5 0A15.5 15.5 0 1 0 15.5 0A15.5 \
    15.5 0 1 0 -15.5 0ZM-5.5 -14.5Q-2.5 0 -5.5 14.5M0 -15.5V15.5M5.5 -14.5Q2.5 0 5.5 14.5M-14.5 \
    -5.5Q0 -2.5 14.5 -5.5M-15.5 0H15.5M-14.5 5.5Q0 2.5 14.5 5.5";

/// A shield with a tick, 18 by 20.
pub(super) const SHIELD: &str = "M9 1L17 4V9.5C17 14.5 13.6 17.9 9 19.3C4.4 17.9 1 14.5 1 9.5V4ZM5.3 \
    9.9L8.1 12.7L13 7.3";

/// Head and shoulders where there is no portrait, 104 by 136.
pub(super) const SILHOUETTE: &str =
    "M52 30A21 23 0 0 1 52 76A21 23 0 0 1 52 30ZM10 136C10 106 28 88 52 88C76 88 94 106 94 136Z";
