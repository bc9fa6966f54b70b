package io.firstspike.pipeline.app.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Finds the constant that a word of the command line stands for. */
final class Words {

  private Words() {}

  /** The one of {@code choices} whose text is {@code word}. */
  static <T> T choose(String word, T[] choices) {
    List<String> words = Arrays.stream(choices).map(Object::toString).toList();
    int place = words.indexOf(word);
    if (place < 0) {
      throw new TypeConversionException("\"" + word + "\" is none of " + String.join(", ", words));
    }
    return choices[place];
  }
}
