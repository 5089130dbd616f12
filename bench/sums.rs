// SPDX-License-Identifier: MIT
//! sums.c in Rust. One line a case: table, name, result, nanoseconds per item.
use std::hint::black_box;

// Processor time, which the standard library does not give: microseconds on POSIX systems.
extern "C" {
    fn clock() -> std::ffi::c_long;
}

fn now() -> f64 {
    unsafe { clock() as f64 * 1e3 }
}

fn sample(table: &str, name: &str, items: i64, run: &dyn Fn() -> i64) {
    let result = run();
    let begin = now();
    let mut runs = 0.0;
    loop {
        assert_eq!(black_box(run()), result);
        runs += 1.0;
        if now() - begin >= 40e6 {
            break;
        }
    }
    let time = (now() - begin) / (runs * items as f64);
    println!("{table}\t{name}\t{result}\t{time:.4}");
}

fn stages(source: impl Iterator<Item = i64>) -> impl Iterator<Item = i64> {
    source.map(|x| x * x).filter(|q| q % 3 == 0)
}

// Stages whose types are not known when they are compiled, as a library's are to its user.
fn boxed<'a>(source: Box<dyn Iterator<Item = i64> + 'a>) -> Box<dyn Iterator<Item = i64> + 'a> {
    let squares: Box<dyn Iterator<Item = i64> + 'a> = black_box(Box::new(source.map(|x| x * x)));
    black_box(Box::new(squares.filter(|q| q % 3 == 0)))
}

fn stepped(it: impl Iterator<Item = i64>) -> i64 {
    let mut sum = 0;
    for q in it {
        sum += q;
    }
    sum
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let n: i64 = arguments[1].parse().unwrap();
    let m: i64 = arguments[2].parse().unwrap();
    let array: Vec<i64> = (0..m)
        .map(|i| (i.wrapping_mul(2654435761) as u32 >> 12) as i64)
        .collect();
    let range = || 0..black_box(n);
    let items = || black_box(&array).iter().copied();

    sample("range", "Rust: sum()", n, &|| stages(range()).sum());
    sample("range", "Rust: for loop", n, &|| stepped(stages(range())));
    sample("range", "Rust: boxed stages, for loop", n, &|| stepped(boxed(Box::new(range()))));
    sample("array", "Rust: sum()", m, &|| stages(items()).sum());
    sample("array", "Rust: for loop", m, &|| stepped(stages(items())));
    sample("array", "Rust: boxed stages, for loop", m, &|| stepped(boxed(Box::new(items()))));
}
