package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reader of AEDAT 4's header, which says in XML which of its streams hold events, and the size of
 * the sensor.
 */
final class Aedat4Info {

  private static final String EVENTS = "EVTS";

  private final Set<Integer> streams = new HashSet<>();
  private final List<String> path = new ArrayList<>();
  private String eventStream = "";
  private long height;
  private long width;

  Aedat4Info() {}

  static Aedat4Info read(String xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader in = factory.createXMLStreamReader(new StringReader(xml));
    Aedat4Info info = new Aedat4Info();
    try {
      while (in.hasNext()) {
        info.next(in, in.next());
      }
    } finally {
      in.close();
    }
    return info;
  }

  private void next(XMLStreamReader in, int kind) throws XMLStreamException {
    if (kind == XMLStreamConstants.START_ELEMENT) {
      if (in.getLocalName().equals("attr")) {
        attribute(in.getAttributeValue(null, "key"), in.getElementText().strip());
      } else {
        path.add(String.valueOf(in.getAttributeValue(null, "name")));
      }
    } else if (kind == XMLStreamConstants.END_ELEMENT) {
      path.remove(path.size() - 1);
    }
  }

  /** An attribute of a stream, whose path is root, outInfo, number, or of its node "info". */
  private void attribute(String key, String value) {
    if (path.size() < 3 || !path.get(1).equals("outInfo")) {
      return;
    }
    String stream = path.get(2);
    if ("typeIdentifier".equals(key) && value.equals(EVENTS) && stream.matches("\\d{1,9}")) {
      streams.add(Integer.parseInt(stream));
      eventStream = stream;
    } else if (stream.equals(eventStream) && value.matches("\\d{1,9}")) {
      if ("sizeX".equals(key)) {
        width = Long.parseLong(value);
      } else if ("sizeY".equals(key)) {
        height = Long.parseLong(value);
      }
    }
  }

  void pass(StateBytes state) throws MalformedException {
    List<Integer> sorted = streams.stream().sorted().toList();
    int number = state.number(sorted.size(), 0, Integer.MAX_VALUE);
    for (int i = 0; i < number; i++) {
      streams.add(state.number(state.reading() ? 0 : sorted.get(i), 0, Integer.MAX_VALUE));
    }
    height = state.number(height, 0, Integer.MAX_VALUE);
    width = state.number(width, 0, Integer.MAX_VALUE);
  }

  /** The numbers of the streams of events. */
  Set<Integer> eventStreams() {
    return streams;
  }

  /** The size of the sensor; null if it is not told. */
  SensorSize sensor() {
    return SensorSize.possible(height, width) ? new SensorSize((int) height, (int) width) : null;
  }
}
