package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of recordings in EVT and DAT: lines that begin with a per cent sign. */
final class EvtHeader {

  private static final Pattern GEOMETRY = Pattern.compile("(\\d{1,6})x(\\d{1,6})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

  private EvtHeader() {}

  static TextHeader of(String format, EventLimits limits) {
    return new TextHeader(format, "% ", limits.maxHeaderBytes(), "% end");
  }

  /** The version that a header says: "2.0", "2.1" or "3.0"; null if it says none. */
  static String version(TextHeader header) {
    String format = header.value("format");
    String name = format == null ? "" : format.split(";")[0].strip().toUpperCase(Locale.ROOT);
    return switch (name) {
      case "EVT2" -> "2.0";
      case "EVT21" -> "2.1";
      case "EVT3" -> "3.0";
      default -> header.value("evt");
    };
  }

  /** Refuses a header of another version, and tells the decoder the size of the sensor. */
  static void read(TextHeader header, String format, String version, WordDecoder decoder)
      throws MalformedException {
    String said = version(header);
    if (said != null && !said.equals(version)) {
      throw Output.malformed(format, "the header says EVT " + said, 0);
    }
    readSize(header, decoder);
  }

  static void readSize(TextHeader header, WordDecoder decoder) {
    String geometry = header.value("geometry");
    Matcher size = GEOMETRY.matcher(geometry == null ? "" : geometry);
    if (size.matches()) {
      decoder.keepSensor(Long.parseLong(size.group(2)), Long.parseLong(size.group(1)));
    } else if (isNumber(header.property("height")) && isNumber(header.property("width"))) {
      decoder.keepSensor(
          Long.parseLong(header.property("height")), Long.parseLong(header.property("width")));
    } else if (isNumber(header.value("height")) && isNumber(header.value("width"))) {
      decoder.keepSensor(
          Long.parseLong(header.value("height")), Long.parseLong(header.value("width")));
    }
  }

  private static boolean isNumber(String text) {
    return text != null && NUMBER.matcher(text).matches();
  }
}
