package io.firstspike.pipeline.ml.sql;

import java.util.Arrays;

/**
 * A statement of a script.
 *
 * @param line the line that it begins on, from 1
 * @param text what it says, without comments; blank lines before it stand for the script's lines
 *     above, so that positions in Flink's messages are those of the script
 */
record Statement(int line, String text) {

  /** The first words, for messages. */
  String head() {
    String[] words = text.strip().split("\\s+", 4);
    return String.join(" ", Arrays.copyOf(words, Math.min(3, words.length)));
  }
}
