package io.firstspike.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Matches spellings of labels. Producers write the same label as text or as a number, with the line
 * end of a shell, or with accents composed in another way. If each spelling were a class of its
 * own, it would take neurons from the others and never be right.
 *
 * <p>A text stands for the label of a list that it equals; else for the one that it equals when
 * both are {@linkplain #tidy tidied}; else for the only one that it equals apart from case or
 * leading zeros. Single letters keep their case, as "A" and "a" look different and are different
 * classes.
 */
@API(status = Status.MAINTAINED)
public final class LabelSpelling {

  /** The most characters (UTF-16 units) of a label. */
  public static final int MAX_LENGTH = 256;

  /**
   * Characters that are invisible wherever they stand. Joiners are not among them, as they are
   * visible within a word or an emoji.
   */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u206f"
              + "\\ufeff]");

  private static final String BLANK = "[\\s\\u0085\\p{Z}\\u200c\\u200d]+";
  private static final Pattern ENDS = Pattern.compile("^" + BLANK + "|" + BLANK + "$");
  private static final Pattern SPACES = Pattern.compile("[\\p{Zs}\\t]+");

  /**
   * Letters and digits in full or half width, which East Asian text uses as variants of the plain
   * ones.
   */
  private static final Pattern WIDTH_FORMS = Pattern.compile("[\\uff01-\\uffee]+");

  private static final Pattern NO_FRACTION = Pattern.compile("([+-]?[0-9]+)\\.0+");
  private static final Pattern WHOLE = Pattern.compile("([+-]?)0*([0-9]+)");
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\ufffd]");

  private static final ObjectMapper JSON = new ObjectMapper();

  private LabelSpelling() {}

  /**
   * Finds the label that {@code text} stands for.
   *
   * @return its index in {@code labels}; -1 if there is none
   */
  public static int place(List<String> labels, String text) {
    int exact = labels.indexOf(text);
    if (exact >= 0) {
      return exact;
    }
    String tidy = tidy(text);
    int same = first(labels, LabelSpelling::tidy, tidy, 0);
    if (same >= 0) {
      return same;
    }
    UnaryOperator<String> key = label -> withoutCase(tidy(label));
    String wanted = withoutCase(tidy);
    int alike = first(labels, key, wanted, 0);
    boolean ambiguous = alike >= 0 && first(labels, key, wanted, alike + 1) >= 0;
    return ambiguous ? -1 : alike;
  }

  private static int first(
      List<String> labels, UnaryOperator<String> form, String wanted, int from) {
    for (int i = from; i < labels.size(); i++) {
      if (form.apply(labels.get(i)).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The form in which a new label is stored: without invisible characters and surrounding spaces,
   * accents composed (NFC), full-width and half-width characters replaced by plain ones, and runs
   * of spaces by one space. A JSON string loses its quotes, a whole number its fraction of zeros.
   */
  public static String tidy(String text) {
    String shown = trimmed(text.endsWith("\0") ? text.substring(0, text.length() - 1) : text);
    String plain = WIDTH_FORMS.matcher(trimmed(unquoted(shown))).replaceAll(LabelSpelling::narrow);
    String composed = Normalizer.normalize(plain, Normalizer.Form.NFC);
    String spaced = SPACES.matcher(composed).replaceAll(" ");
    Matcher number = NO_FRACTION.matcher(spaced);
    return number.matches() ? number.group(1) : spaced;
  }

  private static String trimmed(String text) {
    return ENDS.matcher(INVISIBLE.matcher(text).replaceAll("")).replaceAll("");
  }

  private static String narrow(MatchResult wide) {
    return Matcher.quoteReplacement(Normalizer.normalize(wide.group(), Normalizer.Form.NFKC));
  }

  private static String unquoted(String text) {
    if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
      return text;
    }
    try {
      return JSON.readValue(text, String.class);
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  private static String withoutCase(String tidy) {
    Matcher number = WHOLE.matcher(tidy);
    if (number.matches()) {
      boolean negative = number.group(1).equals("-") && !number.group(2).equals("0");
      return (negative ? "-" : "") + number.group(2);
    }
    return tidy.codePointCount(0, tidy.length()) == 1
        ? tidy
        : tidy.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /** The reason why {@code text} cannot be a label; empty if it can. */
  public static Optional<String> problem(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return Optional.of(wrongLength(text));
    }
    String tidy = tidy(text);
    if (tidy.isEmpty()) {
      return Optional.of("holds nothing that can be seen");
    }
    Matcher unfit = UNFIT.matcher(tidy);
    if (unfit.find()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "holds the character U+%04X, which no text has: send it as UTF-8 text",
              tidy.codePointAt(unfit.start())));
    }
    return tidy.length() > MAX_LENGTH ? Optional.of(wrongLength(tidy)) : Optional.empty();
  }

  private static String wrongLength(String text) {
    return "must have 1 to " + MAX_LENGTH + " characters, not " + text.length() + " characters";
  }
}
