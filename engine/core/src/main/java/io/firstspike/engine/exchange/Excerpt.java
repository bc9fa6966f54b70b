package io.firstspike.engine.exchange;

/** Shortens text of unknown origin for use in a message of one line. */
final class Excerpt {

  private static final int LONGEST = 80;

  private Excerpt() {}

  static String of(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
