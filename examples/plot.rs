//! Draws lines over time into an SVG file: what the examples do with `--plot FILE.svg`.

use std::collections::BTreeMap;
use std::error::Error;

use plotters::prelude::*;

/// Points by the name of their line.
pub(crate) type Lines = BTreeMap<String, Vec<(f64, f64)>>;

/// The file that the program's arguments say to draw to, if they do.
///
/// # Errors
/// They say something else.
pub(crate) fn file() -> Result<Option<String>, Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next(), args.next()) {
        (None, ..) => Ok(None),
        (Some("--plot"), Some(file), None) => Ok(Some(file)),
        _ => Err("usage: [--plot FILE.svg]".into()),
    }
}

/// Draws the lines, each in a colour of its own.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn draw(lines: &Lines, file: &str) -> Result<(), Box<dyn Error>> {
    let points = || lines.values().flatten();
    let least = |of: fn(&(f64, f64)) -> f64| points().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&(f64, f64)) -> f64| points().map(of).fold(f64::MIN, f64::max);
    let (x, y) = (|point: &(f64, f64)| point.0, |point: &(f64, f64)| point.1);
    let canvas = SVGBackend::new(file, (900, 500)).into_drawing_area();
    canvas.fill(&WHITE)?;
    let mut chart =
        ChartBuilder::on(&canvas).margin(20).build_cartesian_2d(least(x)..most(x), least(y)..most(y))?;
    for (line, color) in lines.values().zip([BLUE, RED, GREEN, MAGENTA, CYAN, BLACK].iter().cycle()) {
        chart.draw_series(LineSeries::new(line.iter().copied(), color))?;
    }
    canvas.present()?;
    println!("drawn to {file}");
    Ok(())
}
