package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventBlock;
import io.firstspike.connectors.event.EventDecoder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.EventSink;
import io.firstspike.connectors.event.EventTally;
import io.firstspike.connectors.event.SensorSize;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * Decodes AEDAT 4: a line of text, a FlatBuffer that tells how packets are packed, where they end
 * and which streams there are, then packets: number of the stream and length, 32 bits each, and a
 * packed FlatBuffer. In one of events this is a vector of 16 bytes an event: 64 bits time, 16 bits
 * x, 16 bits y, polarity. Frames, measurements and triggers are left out without being unpacked. A
 * packet that cannot be unpacked is counted as damaged.
 */
final class Aedat4Decoder implements EventDecoder {

  static final String NAME = "aedat4";
  static final String FIRST_LINE = "#!AER-DAT4.0\r\n";
  static final String HEADER_TABLE = "IOHE";
  static final String EVENT_TABLE = "EVTS";
  static final int EVENT = 16;

  private static final int PACKET_HEAD = 8;

  private enum Stage {
    LINE,
    HEADER_SIZE,
    HEADER,
    PACKET_HEAD,
    PACKET,
    SKIP,
    TABLE
  }

  private final EventLimits limits;
  private final Output output;
  private final Gathered gathered = new Gathered();
  private Stage stage = Stage.LINE;
  private long passed;
  private long skip;
  private long packetsEnd = -1;
  private Packing packing;
  private Aedat4Info info;

  Aedat4Decoder(EventSink sink, EventLimits limits) {
    this.limits = limits;
    this.output = new Output(sink);
    gathered.begin(FIRST_LINE.length());
  }

  @Override
  public void decode(byte[] bytes, int from, int to) throws MalformedException {
    try {
      packets(bytes, from, to);
    } finally {
      output.flush();
    }
  }

  private void packets(byte[] bytes, int from, int to) throws MalformedException {
    int at = from;
    while (at < to && stage != Stage.TABLE) {
      int begin = at;
      if (stage == Stage.SKIP) {
        at += (int) Math.min(skip, to - at);
        skip -= at - begin;
      } else {
        at = gathered.take(bytes, at, to);
      }
      passed += at - begin;
      if (stage == Stage.SKIP ? skip == 0 : gathered.complete()) {
        proceed();
      }
    }
  }

  private void proceed() throws MalformedException {
    byte[] read = gathered.bytes();
    switch (stage) {
      case LINE -> {
        requireLine();
        gather(Stage.HEADER_SIZE, Integer.BYTES);
      }
      case HEADER_SIZE -> {
        int size = LittleEndian.intAt(read, 0);
        if (size < 1 || size > limits.maxHeaderBytes()) {
          throw malformed(
              "a header of "
                  + Integer.toUnsignedString(size)
                  + " bytes, more than the limit of "
                  + limits.maxHeaderBytes());
        }
        gather(Stage.HEADER, size);
      }
      case HEADER -> {
        readHeader(read, gathered.size());
        nextPacket();
      }
      case PACKET_HEAD ->
          beginPacket(LittleEndian.intAt(read, 0), LittleEndian.intAt(read, Integer.BYTES));
      case PACKET -> {
        readPacket();
        nextPacket();
      }
      default -> nextPacket();
    }
  }

  private void gather(Stage next, int bytes) {
    stage = next;
    gathered.begin(bytes);
  }

  private void nextPacket() {
    boolean last = packetsEnd > 0 && passed >= packetsEnd;
    gather(last ? Stage.TABLE : Stage.PACKET_HEAD, PACKET_HEAD);
  }

  private void requireLine() throws MalformedException {
    byte[] line = Arrays.copyOf(gathered.bytes(), gathered.size());
    if (!Arrays.equals(line, FIRST_LINE.getBytes(StandardCharsets.US_ASCII))) {
      throw Output.malformed(NAME, "no line " + FIRST_LINE.strip(), 0);
    }
  }

  private void readHeader(byte[] read, int size) throws MalformedException {
    try {
      // The size has been read already: a table is expected behind one.
      byte[] sized = new byte[Integer.BYTES + size];
      System.arraycopy(read, 0, sized, Integer.BYTES, size);
      FlatTable header = FlatTable.of(sized, 0, sized.length);
      if (!header.isOf(HEADER_TABLE)) {
        throw malformed("no table " + HEADER_TABLE);
      }
      int kind = header.number(0, Packing.NONE);
      if (!Packing.known(kind)) {
        throw malformed("packets packed in an unknown way, " + kind);
      }
      packing = new Packing(kind, limits.maxPacketBytes());
      packetsEnd = header.longNumber(1, -1);
      info = Aedat4Info.read(header.text(2).orElse(""));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw malformed("a damaged header");
    } catch (XMLStreamException e) {
      throw malformed("a damaged description of the streams");
    }
    if (info.eventStreams().isEmpty()) {
      throw malformed("no stream of events");
    }
  }

  private void beginPacket(int stream, int size) throws MalformedException {
    if (stream < 0 || size < 0) {
      throw malformed("a packet of stream " + stream + " with " + size + " bytes");
    }
    if (!info.eventStreams().contains(stream)) {
      output.countLeftOut(1);
      stage = Stage.SKIP;
      skip = size;
    } else if (size > limits.maxPacketBytes()) {
      throw malformed(
          "a packet of " + size + " bytes, more than the limit of " + limits.maxPacketBytes());
    } else {
      gather(Stage.PACKET, size);
    }
    if (size == 0) {
      nextPacket();
    }
  }

  private void readPacket() throws MalformedException {
    byte[] read;
    int first;
    int number;
    try {
      packing.unpack(gathered);
      read = packing.bytes();
      FlatTable table = FlatTable.of(read, 0, packing.size());
      int vector = table.isOf(EVENT_TABLE) ? table.vector(0, EVENT) : 0;
      if (vector < 0) {
        return;
      }
      first = vector + Integer.BYTES;
      number = LittleEndian.intAt(read, vector);
      if (vector == 0) {
        throw malformed("no table " + EVENT_TABLE);
      }
    } catch (MalformedException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | NegativeArraySizeException e) {
      output.countDamaged(passed - gathered.size());
      return;
    }
    for (int done = 0; done < number; ) {
      output.requireRoom();
      int count = Math.min(number - done, output.block.room());
      fill(read, first + done * EVENT, count);
      done += count;
    }
  }

  private void fill(byte[] bytes, int from, int count) {
    EventBlock block = output.block;
    long[] times = block.borrowTimes();
    int[] places = block.borrowPlaces();
    byte[] polarities = block.borrowPolarities();
    int size = block.size();
    for (int i = 0; i < count; i++) {
      int at = from + i * EVENT;
      int place = LittleEndian.intAt(bytes, at + 8);
      times[size] = LittleEndian.longAt(bytes, at);
      places[size] = place;
      polarities[size] = (byte) (bytes[at + 12] & 1);
      if ((place & 0x80008000) == 0) {
        size++;
      } else {
        output.countDamaged(passed - gathered.size());
      }
    }
    block.resize(size);
  }

  private MalformedException malformed(String reason) {
    return Output.malformed(NAME, reason, passed);
  }

  @Override
  public void end() throws MalformedException {
    output.flush();
    switch (stage) {
      case LINE, HEADER_SIZE, HEADER -> throw malformed("it ends in the header,");
      case PACKET_HEAD -> {
        if (gathered.size() > 0) {
          output.countDamaged(passed);
        }
      }
      case PACKET, SKIP -> output.countDamaged(passed);
      default -> {}
    }
  }

  @Override
  public byte[] state() {
    return StateBytes.write(NAME, this::pass);
  }

  @Override
  public void restore(byte[] state) throws MalformedException {
    StateBytes.read(NAME, state, this::pass);
  }

  private void pass(StateBytes state) throws MalformedException {
    output.pass(state);
    stage = Stage.values()[state.number(stage.ordinal(), 0, Stage.values().length - 1)];
    gathered.pass(state, 0, Math.max(limits.maxHeaderBytes(), limits.maxPacketBytes()));
    passed = state.number(passed, 0, Long.MAX_VALUE);
    skip = state.number(skip, 0, Integer.MAX_VALUE);
    packetsEnd = state.number(packetsEnd, Long.MIN_VALUE, Long.MAX_VALUE);
    boolean headerRead = stage.compareTo(Stage.HEADER) > 0;
    if (state.reading()) {
      info = headerRead ? new Aedat4Info() : null;
    }
    if (headerRead) {
      info.pass(state);
      int kind = state.number(packing == null ? 0 : packing.kind(), 0, Packing.LAST);
      if (packing == null || packing.kind() != kind) {
        packing = new Packing(kind, limits.maxPacketBytes());
      }
    }
  }

  @Override
  public EventTally tally() {
    return output.tally();
  }

  @Override
  public Optional<SensorSize> sensor() {
    return Optional.ofNullable(info).map(Aedat4Info::sensor);
  }
}
