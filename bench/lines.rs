// SPDX-License-Identifier: MIT
//! lines.c in Rust. One line a case: table, name, result, nanoseconds per line.
use std::fs::File;
use std::io::{BufRead, BufReader};

// Processor time, which the standard library does not give: microseconds on POSIX systems.
extern "C" {
    fn clock() -> std::ffi::c_long;
}

fn now() -> f64 {
    unsafe { clock() as f64 * 1e3 }
}

fn sample(table: &str, name: &str, path: &str, lines: f64, run: fn(&str) -> usize) {
    run(path);
    let begin = now();
    let result = run(path);
    println!("{table}\t{name}\t{result}\t{:.4}", (now() - begin) / lines);
}

fn open(path: &str) -> BufReader<File> {
    BufReader::with_capacity(131072, File::open(path).unwrap())
}

fn numbers(path: &str) -> usize {
    open(path)
        .lines()
        .enumerate()
        .filter(|(_, line)| line.as_ref().unwrap().contains("ERROR"))
        .map(|(i, _)| i + 1)
        .sum()
}

// One String for all lines.
fn numbers_reused(path: &str) -> usize {
    let mut reader = open(path);
    let mut line = String::new();
    let mut number = 0;
    let mut sum = 0;
    while reader.read_line(&mut line).unwrap() > 0 {
        number += 1;
        if line.contains("ERROR") {
            sum += number;
        }
        line.clear();
    }
    sum
}

fn needle(path: &str) -> usize {
    open(path)
        .lines()
        .filter(|line| line.as_ref().unwrap().contains("ERROR"))
        .count()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let path = &arguments[1];
    let n: f64 = arguments[2].parse().unwrap();

    sample("numbers", "Rust: lines().enumerate().filter()", path, n, numbers);
    sample("numbers", "Rust: read_line into one String", path, n, numbers_reused);
    sample("needle", "Rust: lines().filter().count()", path, n, needle);
}
