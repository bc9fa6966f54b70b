package io.firstspike.pipeline.app.tuning;

import io.firstspike.engine.tuning.Reason;
import io.firstspike.engine.tuning.Tuning;
import java.util.ArrayList;
import java.util.List;

/** A spec as YAML under comments that say where it comes from and why it is what it is. */
final class ExplainedSpec {

  private static final int WIDTH = 100;

  private ExplainedSpec() {}

  /**
   * Writes a spec.
   *
   * @param origin lines on where it comes from
   */
  static String yaml(Tuning tuning, List<String> origin) {
    List<String> lines = new ArrayList<>();
    origin.forEach(line -> wrap("", line, lines));
    lines.add("");
    for (Reason reason : tuning.reasons()) {
      wrap("  ", reason.field() + ": " + reason.words(), lines);
    }
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(("# " + line).stripTrailing()).append('\n');
    }
    return text.append('\n').append(tuning.spec().toYaml()).toString();
  }

  /** Breaks a paragraph into lines; all but the first begin with {@code indent}. */
  static void wrap(String indent, String paragraph, List<String> lines) {
    StringBuilder line = new StringBuilder();
    // No line of a comment may be broken by what a path or a label holds; "%" stays with its
    // number.
    for (String word : paragraph.split("\\s+(?!%)")) {
      if (line.length() > 0 && line.length() + word.length() + 3 > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent).append(word);
      } else {
        line.append(line.length() == 0 ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
  }
}
