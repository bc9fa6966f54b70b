package io.firstspike.pipeline.app.cli;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server of a job has answered for Prometheus.
 *
 * @param values all values
 */
record Scrape(List<Value> values) {

  private static final Pattern LINE = Pattern.compile("([A-Za-z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");

  /**
   * One value.
   *
   * @param name the metric's name
   * @param labels its labels, as they are written
   * @param number the value
   */
  record Value(String name, String labels, double number) {}

  /** Asks the server at {@code url}. */
  static Scrape of(String url) throws IOException, InterruptedException {
    return new Scrape(
        get(url + "/metrics")
            .body()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(Scrape::value)
            .toList());
  }

  static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static Value value(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("no line of Prometheus' text format: " + line);
    }
    String labels = parts.group(2) == null ? "" : parts.group(2);
    return new Value(parts.group(1), labels, Double.parseDouble(parts.group(3)));
  }

  Set<String> names() {
    return values.stream().map(Value::name).collect(toSet());
  }

  /** The sum of a metric over all subtasks and labels. */
  double sum(String name) {
    return sum(name, "");
  }

  /** The sum of a metric over what has {@code label}, written as {@code name="value"}. */
  double sum(String name, String label) {
    return values.stream()
        .filter(value -> value.name().equals(name) && value.labels().contains(label))
        .mapToDouble(Value::number)
        .sum();
  }
}
