package io.firstspike.pipeline.app.console;

import io.firstspike.engine.network.Verdicts;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern ROW =
      Pattern.compile(
          "(?<name>\"(?:[^\"]|\"\")*\"|[^\",]*),\\d{1,18},(?<right>\\d{1,18}),(?<wrong>\\d{1,18}),[\\d.]+,[\\d.]+");

  /**
   * One point of a curve.
   *
   * @param labels number of labels up to this point
   * @param right right decisions since the point before
   * @param wrong all other decisions since the point before
   * @param accuracySoFar share of all decisions so far that are right, 0 to 1
   */
  public record Point(long labels, long right, long wrong, double accuracySoFar) {

    /** The share of decisions since the point before that are right, 0 to 1. */
    public double accuracy() {
      return (double) right / (right + wrong);
    }
  }

  private record Totals(long right, long wrong) {

    long labels() {
      return right + wrong;
    }

    Totals minus(Totals before) {
      return new Totals(right - before.right, wrong - before.wrong);
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

  /** The name of the curve. */
  public String name() {
    return name;
  }

  /** The points so far, the rest of the labels among them. */
  public List<Point> points() {
    List<Totals> all = new ArrayList<>(points);
    Totals last = points.isEmpty() ? beginning : points.get(points.size() - 1);
    if (latest.labels() > last.labels()) {
      all.add(latest);
    }
    List<Point> made = new ArrayList<>();
    Totals before = beginning;
    for (Totals totals : all) {
      Totals since = totals.minus(before);
      Totals soFar = totals.minus(beginning);
      double accuracy = (double) soFar.right() / soFar.labels();
      made.add(new Point(soFar.labels(), since.right(), since.wrong(), accuracy));
      before = totals;
    }
    return List.copyOf(made);
  }

  /** All curves as the text of a CSV file, under one line of column names. */
  public static String csv(List<AccuracyCurve> curves) {
    StringBuilder csv = new StringBuilder(COLUMNS).append('\n');
    for (AccuracyCurve curve : curves) {
      for (Point point : curve.points()) {
        csv.append(
            String.format(
                Locale.ROOT,
                "%s,%d,%d,%d,%.6f,%.6f\n",
                quoted(curve.name),
                point.labels(),
                point.right(),
                point.wrong(),
                point.accuracy(),
                point.accuracySoFar()));
      }
    }
    return csv.toString();
  }

  /**
   * Reads curves that were written as CSV.
   *
   * @throws InputException if the file cannot be read or holds something else
   */
  public static List<AccuracyCurve> read(Path file) {
    Map<String, AccuracyCurve> curves = new LinkedHashMap<>();
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !lines.get(0).equals(COLUMNS)) {
        throw new InputException(file + " holds no curves: its first line must be " + COLUMNS);
      }
      for (int number = 1; number < lines.size(); number++) {
        Matcher row = ROW.matcher(lines.get(number));
        if (!row.matches()) {
          throw new InputException(
              file + ", line " + (number + 1) + ": must be values of the columns " + COLUMNS);
        }
        AccuracyCurve curve =
            curves.computeIfAbsent(unquoted(row.group("name")), AccuracyCurve::new);
        Totals point =
            new Totals(
                curve.latest.right() + Long.parseLong(row.group("right")),
                curve.latest.wrong() + Long.parseLong(row.group("wrong")));
        curve.points.add(point);
        curve.latest = point;
      }
    } catch (IOException e) {
      throw new InputException("curves " + file + " cannot be read: " + e.getMessage(), e);
    }
    return List.copyOf(curves.values());
  }

  /** A name as RFC 4180 wants it, in quotes if need be. */
  private static String quoted(String name) {
    return name.matches("[^\",\r\n]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }
}
