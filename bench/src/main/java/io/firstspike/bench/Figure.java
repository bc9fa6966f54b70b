package io.firstspike.bench;

import io.firstspike.pipeline.app.console.Figures;

/**
 * One figure that a curriculum ends with.
 *
 * @param key its name in reports
 * @param title its name for people
 * @param value a fraction, or seconds
 * @param seconds whether it is seconds
 */
record Figure(String key, String title, double value, boolean seconds) {

  static Figure share(String key, String title, double value) {
    return new Figure(key, title, value, false);
  }

  static Figure seconds(String key, String title, double value) {
    return new Figure(key, title, value, true);
  }

  Figure with(double other) {
    return new Figure(key, title, other, seconds);
  }

  String text() {
    return seconds ? Figures.seconds(value) : Figures.percent(value);
  }
}
