package io.firstspike.pipeline.app.console;

import io.firstspike.engine.network.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Accuracy over a sequence of labels: a point for each 1,000 of them, and one for the rest. Written
 * as CSV with the columns
 *
 * <ul>
 *   <li>{@code curve}: its name, as there may be several in one file
 *   <li>{@code labels}: number of labels up to this point
 *   <li>{@code right}, {@code wrong}: decisions since the point before; a silent network is wrong
 *   <li>{@code accuracy}: share of these that are right, 0 to 1
 *   <li>{@code accuracySoFar}: share of all decisions so far that are right, 0 to 1
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class AccuracyCurve {

  /** The fewest labels between two points. */
  static final int LABELS_PER_POINT = 1000;

  private static final String COLUMNS = "curve,labels,right,wrong,accuracy,accuracySoFar";

  private record Totals(long right, long wrong) {

    long labels() {
      return right + wrong;
    }

    Totals minus(Totals before) {
      return new Totals(right - before.right, wrong - before.wrong);
    }

    double accuracy() {
      return (double) right / labels();
    }
  }

  private final String name;
  private final Totals beginning;
  private final List<Totals> points = new ArrayList<>();
  private Totals latest;

  /** Makes a curve that begins with the next label. */
  public AccuracyCurve(String name) {
    this(name, Verdicts.NONE);
  }

  /**
   * Makes a curve.
   *
   * @param name its name in the file
   * @param before verdicts that are not part of it
   */
  public AccuracyCurve(String name, Verdicts before) {
    this.name = name;
    this.beginning = totals(before);
    this.latest = beginning;
  }

  private static Totals totals(Verdicts verdicts) {
    return new Totals(verdicts.correct(), verdicts.wrong() + verdicts.silent());
  }

  /** Notes one decision. */
  public void add(boolean right) {
    reach(latest.right() + (right ? 1 : 0), latest.wrong() + (right ? 0 : 1));
  }

  /** Notes the verdicts so far, of which those before the curve are a part. */
  public void reach(Verdicts verdicts) {
    Totals totals = totals(verdicts);
    reach(totals.right(), totals.wrong());
  }

  /**
   * Notes the number of decisions so far. If it leaps over a point, the point is where it lands.
   *
   * @param right number of right ones
   * @param wrong number of all others
   */
  public void reach(long right, long wrong) {
    latest = new Totals(right, wrong);
    Totals last = points.isEmpty() ? beginning : points.get(points.size() - 1);
    if (latest.labels() - last.labels() >= LABELS_PER_POINT) {
      points.add(latest);
    }
  }

  /** All curves as the text of a CSV file, under one line of column names. */
  public static String csv(List<AccuracyCurve> curves) {
    StringBuilder csv = new StringBuilder(COLUMNS).append('\n');
    curves.forEach(curve -> curve.rows(csv));
    return csv.toString();
  }

  private void rows(StringBuilder csv) {
    List<Totals> all = new ArrayList<>(points);
    Totals last = points.isEmpty() ? beginning : points.get(points.size() - 1);
    if (latest.labels() > last.labels()) {
      all.add(latest);
    }
    Totals before = beginning;
    for (Totals point : all) {
      Totals since = point.minus(before);
      Totals soFar = point.minus(beginning);
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%d,%d,%d,%.6f,%.6f\n",
              quoted(name),
              soFar.labels(),
              since.right(),
              since.wrong(),
              since.accuracy(),
              soFar.accuracy()));
      before = point;
    }
  }

  /** A name as RFC 4180 wants it, in quotes if need be. */
  private static String quoted(String name) {
    return name.matches("[^\",\r\n]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }
}
