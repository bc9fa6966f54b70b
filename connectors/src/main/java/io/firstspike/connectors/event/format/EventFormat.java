package io.firstspike.connectors.event.format;

import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** Formats of event camera recordings. */
public enum EventFormat {
  AER40("aer40", List.of("40-bit", "nmnist", "bin"), List.of(".bin", ".bs2"), Aer40Decoder::of),
  AEDAT2("aedat2", List.of("aedat2.0"), List.of(), Aedat2Decoder::new),
  AEDAT3("aedat3.1", List.of("aedat3"), List.of(), Aedat3Decoder::new),
  AEDAT4("aedat4", List.of("aedat4.0"), List.of(".aedat4"), Aedat4Decoder::new),
  EVT2("evt2", List.of("evt2.0"), List.of(), Evt2Decoder::new),
  EVT21("evt2.1", List.of("evt21"), List.of(), Evt21Decoder::new),
  EVT3("evt3", List.of("evt3.0"), List.of(), Evt3Decoder::new),
  DAT("dat", List.of(), List.of(".dat"), DatDecoder::new),
  CSV("csv", List.of("text"), List.of(".csv", ".txt"), CsvDecoder::of);

  /** As many bytes of a recording's beginning as {@link #recognise} needs at most. */
  public static final int HEAD = 1 << 16;

  private final String word;
  private final List<String> otherWords;
  private final List<String> endings;
  private final BiFunction<EventSink, EventLimits, EventDecoder> decoders;

  EventFormat(
      String word,
      List<String> otherWords,
      List<String> endings,
      BiFunction<EventSink, EventLimits, EventDecoder> decoders) {
    this.word = word;
    this.otherWords = otherWords;
    this.endings = endings;
    this.decoders = decoders;
  }

  /** A decoder at the beginning of a recording, which hands its events to {@code sink}. */
  public EventDecoder decoder(EventSink sink, EventLimits limits) {
    return decoders.apply(sink, limits);
  }

  /** The format of this word, as on the command line and in headers of records. */
  public static Optional<EventFormat> of(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.word.equals(lower) || format.otherWords.contains(lower))
        .findFirst();
  }

  /** The format that the beginning of a recording says, or else the end of its name. */
  public static Optional<EventFormat> recognise(byte[] head, String name) {
    return said(head).or(() -> named(name));
  }

  /** Whether a file name has an ending that recordings have. */
  public static boolean hasEnding(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return named(name).isPresent() || lower.endsWith(".raw") || lower.endsWith(".aedat");
  }

  private static Optional<EventFormat> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(lower::endsWith))
        .findFirst();
  }

  private static Optional<EventFormat> said(byte[] head) {
    String text = new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.ISO_8859_1);
    if (text.startsWith("#!AER-DAT")) {
      return switch (text.substring(9, Math.min(10, text.length()))) {
        case "2" -> Optional.of(AEDAT2);
        case "3" -> Optional.of(AEDAT3);
        case "4" -> Optional.of(AEDAT4);
        default -> Optional.empty();
      };
    }
    return text.startsWith("% ") ? saidInLines(text) : Optional.empty();
  }

  private static Optional<EventFormat> saidInLines(String text) {
    EventFormat found = null;
    for (String line : text.split("\n", -1)) {
      if (!line.startsWith("% ") || line.startsWith("% end")) {
        break;
      }
      if (line.startsWith("% evt ") || line.startsWith("% format ")) {
        String[] words = line.strip().split("[\\s;]+");
        found = of(words[1].equals("evt") ? "evt" + words[2] : words[2]).orElse(found);
      } else if (line.startsWith("% Data file") && found == null) {
        found = DAT;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The word for it. */
  @Override
  public String toString() {
    return word;
  }
}
