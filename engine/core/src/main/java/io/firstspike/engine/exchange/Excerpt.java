package io.firstspike.engine.exchange;

/** Cuts text of unknown origin down to what a message of one line can show. */
final class Excerpt {

  private static final int LONGEST = 80;

  private Excerpt() {}

  static String of(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }
}
