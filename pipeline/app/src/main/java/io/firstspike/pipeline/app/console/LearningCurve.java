package io.firstspike.pipeline.app.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Records the accuracy of each pass and over labels; forwards all events to another listener. */
public final class LearningCurve implements TrainingListener {

  private static final int MOST_ROWS = 10;

  /**
   * The accuracy of one pass.
   *
   * @param pass the number of the pass, from 1
   * @param prequentialAccuracy the accuracy during the pass, each decision made before its label
   *     was known, 0 to 1
   * @param testAccuracy the accuracy in a test after the pass, 0 to 1; null if there was no test
   */
  record Point(
      int pass,
      double prequentialAccuracy,
      @JsonInclude(JsonInclude.Include.NON_NULL) Double testAccuracy) {}

  private final TrainingListener next;
  private final int testEvery;
  private final Supplier<ConfusionMatrix> test;
  private final List<Point> points = new ArrayList<>();
  private final AccuracyCurve labels;

  /**
   * Makes a curve.
   *
   * @param next receives all events
   * @param before verdicts before the first pass
   * @param testEvery the number of passes between tests; 0 for no tests
   * @param test runs a test of the present network
   */
  public LearningCurve(
      TrainingListener next, Verdicts before, int testEvery, Supplier<ConfusionMatrix> test) {
    this.next = next;
    this.labels = new AccuracyCurve("prequential", before);
    this.testEvery = testEvery;
    this.test = test;
  }

  @Override
  public void learned(String layer, long done, long planned, Progress progress) {
    labels.reach(progress.verdicts());
    next.learned(layer, done, planned, progress);
  }

  @Override
  public void passed(int pass, ConfusionMatrix prequential) {
    boolean due = testEvery > 0 && pass % testEvery == 0;
    Double tested = due ? test.get().accuracy() : null;
    points.add(new Point(pass, prequential.accuracy(), tested));
  }

  /** The accuracy over labels, each decision made before its label was known. */
  public AccuracyCurve labels() {
    return labels;
  }

  /** The points, one per pass. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /**
   * A table of some points, evenly spread, with the last one; if there are tests, only points with
   * a test.
   */
  public Table table() {
    boolean tests = testEvery > 0;
    List<Point> all = points.stream().filter(p -> !tests || p.testAccuracy() != null).toList();
    int every = Math.max(0, all.size() - 1) / MOST_ROWS + 1;
    Table table =
        tests
            ? Table.empty().row("pass", "prequential", "test")
            : Table.empty().row("pass", "prequential");
    for (int i = 0; i < all.size(); i++) {
      if ((all.size() - 1 - i) % every == 0) {
        Point point = all.get(i);
        String pass = Figures.count(point.pass());
        String prequential = Figures.percent(point.prequentialAccuracy());
        table =
            tests
                ? table.row(pass, prequential, Figures.percent(point.testAccuracy()))
                : table.row(pass, prequential);
      }
    }
    return table;
  }
}
