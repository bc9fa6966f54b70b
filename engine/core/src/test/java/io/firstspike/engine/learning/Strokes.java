package io.firstspike.engine.learning;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Images of bars at random places: vertical bars have label 0, horizontal bars label 1. */
record Strokes(int size) implements LabelledImages {

  @Override
  public Image image(int index) {
    byte[] pixels = new byte[28 * 28];
    int at = 5 + new Random(index).nextInt(16);
    for (int along = 4; along < 24; along++) {
      for (int across = at; across < at + 3; across++) {
        pixels[index % 2 == 0 ? along * 28 + across : across * 28 + along] = (byte) 230;
      }
    }
    return Image.grey(28, 28, pixels);
  }

  @Override
  public String label(int index) {
    return Integer.toString(index % 2);
  }

  List<Image> images() {
    return IntStream.range(0, size).mapToObj(this::image).toList();
  }
}
