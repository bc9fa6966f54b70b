package io.firstspike.bench.continual;

import io.firstspike.pipeline.app.console.AccuracyCurve;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.console.Table;
import io.firstspike.pipeline.app.drawing.CurvePlot;
import io.firstspike.pipeline.app.drawing.Drawing;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of several learners on several protocols, as tables, report entries and plots. */
final class Comparison {

  private final String network;
  private final int seeds;
  private final Map<ProtocolRow, Map<LearnerRow, SeedMeans>> results = new LinkedHashMap<>();
  private final List<AccuracyCurve> curves = new ArrayList<>();

  Comparison(String network, int seeds) {
    this.network = network;
    this.seeds = seeds;
  }

  /**
   * Adds one run.
   *
   * @param images the images that its stream has shown
   */
  void add(ProtocolRow protocol, LearnerRow learner, int seed, StreamResult result, int images) {
    curves.add(result.curve().points(learner.key(protocol, "seed" + seed)));
    results
        .computeIfAbsent(protocol, p -> new LinkedHashMap<>())
        .computeIfAbsent(learner, l -> new SeedMeans())
        .add(result, images);
  }

  /** A table for each protocol, with a row for each learner. */
  String tables() {
    StringBuilder text = new StringBuilder();
    results.forEach(
        (protocol, rows) ->
            text.append(protocol.title())
                .append(", mean over ")
                .append(seeds == 1 ? "1 seed" : seeds + " seeds")
                .append(System.lineSeparator())
                .append(table(rows))
                .append(System.lineSeparator().repeat(2)));
    return text.toString();
  }

  private Table table(Map<LearnerRow, SeedMeans> rows) {
    List<Figure> columns =
        Arrays.stream(Figure.values())
            .filter(figure -> figure.title().isPresent())
            .filter(figure -> rows.values().stream().anyMatch(means -> means.has(figure.key())))
            .toList();
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(figure -> head.add(figure.title().orElseThrow()));
    Table table = Table.empty().row(head.toArray(String[]::new));
    for (Map.Entry<LearnerRow, SeedMeans> row : rows.entrySet()) {
      List<String> cells = new ArrayList<>(List.of(row.getKey().title(network)));
      for (Figure figure : columns) {
        SeedMeans means = row.getValue();
        cells.add(means.has(figure.key()) ? figure.text(means.mean(figure.key())) : "");
      }
      table = table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  /** Each figure's mean under its key, and its values by seed under the key with BySeed. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    results.forEach(
        (protocol, rows) ->
            rows.forEach(
                (learner, means) ->
                    means
                        .bySeed()
                        .forEach(
                            (figure, values) -> {
                              String key = learner.key(protocol, figure);
                              figures.put(key, means.mean(figure));
                              figures.put(key + "BySeed", values);
                            })));
    return figures;
  }

  /** The curves of all runs, named after protocol, learner and seed as the figures are. */
  List<AccuracyCurve> curves() {
    return List.copyOf(curves);
  }

  /** Writes a plot of each protocol's curves into {@code folder}. */
  void plot(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("--plots " + folder + " cannot be made: " + e.getMessage(), e);
    }
    results.forEach(
        (protocol, rows) -> {
          plot(protocol, rows).write(folder.resolve(protocol.key() + ".svg"));
        });
  }

  private Drawing plot(ProtocolRow protocol, Map<LearnerRow, SeedMeans> rows) {
    List<CurvePlot.Line> lines = new ArrayList<>();
    rows.forEach((learner, means) -> lines.add(line(learner, means)));
    SeedMeans first = rows.values().iterator().next();
    return new CurvePlot(
            "Prequential accuracy: " + protocol.title(),
            "labels",
            "right decisions",
            first.labels(),
            first.boundaries(),
            lines)
        .drawing();
  }

  /** A slow learner's stream is stretched to the length of the others, and its legend says so. */
  private CurvePlot.Line line(LearnerRow learner, SeedMeans means) {
    String images =
        learner.slow()
            ? ", " + Figures.count((long) means.mean(Figure.IMAGES.key())) + " images"
            : "";
    return means.line(
        learner.title(network) + images,
        learner.algorithm().isEmpty(),
        learner.spikes(),
        learner.algorithm().map(Enum::ordinal).orElse(0));
  }
}
