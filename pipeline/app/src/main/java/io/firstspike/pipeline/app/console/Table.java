package io.firstspike.pipeline.app.console;

import io.firstspike.engine.learning.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A table of text: the first column aligned left, the others right. Immutable. */
public final class Table {

  private static final String GAP = "  ";

  /** The most labels whose confusion is shown as a matrix. */
  private static final int MOST_LABELS = 64;

  /** The most mistakes that are shown of more labels. */
  private static final int MOST_MISTAKES = 20;

  private final List<List<String>> rows;

  private Table(List<List<String>> rows) {
    this.rows = rows;
  }

  /** The table without rows. */
  public static Table empty() {
    return new Table(List.of());
  }

  /** A copy with one more row. */
  public Table row(String... cells) {
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.of(cells));
    return new Table(List.copyOf(more));
  }

  /**
   * A table of true labels (rows) and decided labels (columns), with the share of right decisions
   * at the end of each row. Of many labels, the most frequent mistakes instead.
   */
  public static Table of(ConfusionMatrix matrix) {
    List<String> labels = matrix.labels();
    if (labels.size() > MOST_LABELS) {
      return mistakes(matrix);
    }
    List<String> head = new ArrayList<>(List.of("true \\ decided"));
    head.addAll(labels);
    head.addAll(List.of("silent", "right"));
    Table table = empty().row(head.toArray(String[]::new));
    for (int label = 0; label < labels.size(); label++) {
      long[] counts = matrix.counts()[label];
      long total = Arrays.stream(counts).sum();
      List<String> cells = new ArrayList<>(List.of(labels.get(label)));
      Arrays.stream(counts).mapToObj(n -> n == 0 ? "." : Long.toString(n)).forEach(cells::add);
      cells.add(total == 0 ? "" : Figures.percent((double) counts[label] / total));
      table = table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static Table mistakes(ConfusionMatrix matrix) {
    List<String> labels = matrix.labels();
    List<int[]> mistakes = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      for (int decided = 0; decided < matrix.counts()[label].length; decided++) {
        if (decided != label && matrix.counts()[label][decided] > 0) {
          mistakes.add(new int[] {label, decided});
        }
      }
    }
    mistakes.sort(Comparator.comparingLong(pair -> -matrix.counts()[pair[0]][pair[1]]));
    Table table = empty().row("true", "decided", "most frequent mistakes");
    for (int[] pair : mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size()))) {
      String decided = pair[1] < labels.size() ? labels.get(pair[1]) : "silent";
      table =
          table.row(labels.get(pair[0]), decided, Figures.count(matrix.counts()[pair[0]][pair[1]]));
    }
    return table;
  }

  @Override
  public String toString() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream()
        .map(row -> line(row, widths))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String space = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? row.get(i) + space : GAP + space + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
