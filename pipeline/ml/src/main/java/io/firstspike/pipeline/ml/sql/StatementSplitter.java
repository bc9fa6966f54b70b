package io.firstspike.pipeline.ml.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Splits a script at semicolons, except for those in quotes, in comments, and between BEGIN and END
 * of a statement set. Comments become blanks; hints stay.
 */
final class StatementSplitter {

  private static final Pattern SET_BEGIN =
      Pattern.compile("^\\s*EXECUTE\\s+STATEMENT\\s+SET\\s+BEGIN\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern WORD = Pattern.compile("\\W+");

  private final String script;
  private final List<Statement> statements = new ArrayList<>();

  /** The statement so far, with blanks for the lines above it. */
  private final StringBuilder text = new StringBuilder();

  /** The statement so far, of the same length, with blanks for all that is quoted. */
  private final StringBuilder bare = new StringBuilder();

  private int at;

  private StatementSplitter(String script) {
    this.script = script;
  }

  static List<Statement> split(String script) {
    return new StatementSplitter(script).split();
  }

  private List<Statement> split() {
    while (at < script.length()) {
      char c = script.charAt(at);
      if (c == '\'' || c == '`' || c == '"') {
        quoted(c);
      } else if (script.startsWith("--", at)) {
        blank(end(script.indexOf('\n', at), 0));
      } else if (script.startsWith("/*", at) && !script.startsWith("/*+", at)) {
        blank(end(script.indexOf("*/", at + 2), 2));
      } else if (c == ';' && !inStatementSet()) {
        at++;
        add();
        blankBefore();
      } else {
        text.append(c);
        bare.append(c);
        at++;
      }
    }
    add();
    return statements;
  }

  private int end(int found, int length) {
    return found < 0 ? script.length() : found + length;
  }

  /** Copies up to the closing quote; a doubled one is two quoted parts that touch. */
  private void quoted(char quote) {
    int end = end(script.indexOf(quote, at + 1), 1);
    text.append(script, at, end);
    bare.append(" ".repeat(end - at));
    at = end;
  }

  private void blank(int end) {
    for (; at < end; at++) {
      char c = script.charAt(at) == '\n' ? '\n' : ' ';
      text.append(c);
      bare.append(c);
    }
  }

  /** Begins the next statement with blanks for all that has been read. */
  private void blankBefore() {
    int end = at;
    text.setLength(0);
    bare.setLength(0);
    at = 0;
    blank(end);
  }

  /** Whether a statement set has begun that has not come to its END; those of CASE do not count. */
  private boolean inStatementSet() {
    if (!SET_BEGIN.matcher(bare).find()) {
      return false;
    }
    String[] words = WORD.split(bare.toString().strip().toUpperCase(Locale.ROOT));
    int open = 0;
    for (String word : words) {
      open += word.equals("BEGIN") || word.equals("CASE") ? 1 : word.equals("END") ? -1 : 0;
    }
    return open > 0;
  }

  private void add() {
    String statement = text.toString();
    if (!statement.isBlank()) {
      int begin = statement.length() - statement.stripLeading().length();
      int line = 1 + (int) statement.substring(0, begin).chars().filter(c -> c == '\n').count();
      statements.add(new Statement(line, statement.stripTrailing()));
    }
  }
}
