package io.firstspike.bench.accuracy;

import io.firstspike.pipeline.app.console.Figures;

/**
 * A metric of a training run: a share of images, or a time.
 *
 * @param key its name in reports
 * @param title its name for people
 * @param value a fraction, or seconds
 * @param seconds whether it is seconds
 */
record Metric(String key, String title, double value, boolean seconds) {

  static Metric share(String key, String title, double value) {
    return new Metric(key, title, value, false);
  }

  static Metric seconds(String key, String title, double value) {
    return new Metric(key, title, value, true);
  }

  Metric with(double other) {
    return new Metric(key, title, other, seconds);
  }

  String text() {
    return seconds ? Figures.seconds(value) : Figures.percent(value);
  }
}
