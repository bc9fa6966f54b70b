package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.format.EventFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decodes real recordings and ones made by hand. */
class DecodersTest {

  private static final String EVT3_HEAD = "% evt 3.0\n% end\n";

  /** Events as another implementation decoded them. */
  @ParameterizedTest
  @CsvSource({
    "trigger.evt3.raw, 2755, 03ff428208c1f5b2b369619477a0051ca61219723a398af7dedf6a529912c483",
    "sparklers.evt2.raw, 5984, 94f81f6f8a801af67cd1013c22be7d30a1223fc0a8da798fae4abfe362027584",
    "digit.bs2, 4681, 4a9d687deef57418ad0c2fd4e793948717001f39e20a2eafaa99e2f0d4dc2a14",
  })
  void events_equal_those_of_another_decoder(String name, long events, String sha256)
      throws IOException, MalformedException {
    byte[] bytes = Recordings.sample(name);
    String lines = Recordings.decoded(Recordings.format(bytes, name), bytes, 4096);
    assertThat(lines.lines().count()).isEqualTo(events);
    assertThat(Recordings.sha256(lines)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evt3_trigger.raw", "evt2.raw", "davis.aedat4"})
  void whole_recordings_equal_the_reference(String name) throws IOException, MalformedException {
    Path folder = Recordings.wholeOnes().orElse(null);
    Assumptions.assumeTrue(folder != null, "the recordings are not beside this checkout");
    JsonNode expected =
        new ObjectMapper().readTree(folder.resolve("reference-decodes.json").toFile()).get(name);
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    String lines = Recordings.decoded(Recordings.format(bytes, name), bytes, 65_536);
    assertThat(lines.lines().count()).isEqualTo(expected.get("events").asLong());
    assertThat(Recordings.sha256(lines)).isEqualTo(expected.get("sha256_of_csv_t_x_y_p").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {Recordings.EVT3, Recordings.EVT2, Recordings.AER40, Recordings.AEDAT4})
  void a_piece_may_end_anywhere(String name) throws IOException, MalformedException {
    byte[] bytes = Recordings.sample(name);
    EventFormat format = Recordings.format(bytes, name);
    String whole = Recordings.decoded(format, bytes, bytes.length);
    for (int piece : new int[] {1, 7, 4096}) {
      Recordings.assertSame(Recordings.decoded(format, bytes, piece), whole);
    }
  }

  @Test
  void recordings_say_the_size_of_the_sensor() throws IOException, MalformedException {
    byte[] davis = Recordings.sample(Recordings.AEDAT4);
    EventDecoder decoder = EventFormat.AEDAT4.decoder(events -> {}, EventLimits.DEFAULT);
    Recordings.feed(decoder, davis, 1000);
    assertThat(decoder.sensor()).contains(new SensorSize(260, 346));
    assertThat(decoder.tally().leftOut()).isEqualTo(2);
    EventDecoder evt = EventFormat.EVT3.decoder(events -> {}, EventLimits.DEFAULT);
    Recordings.feed(evt, Recordings.sample(Recordings.EVT3), 1000);
    assertThat(evt.sensor()).contains(new SensorSize(720, 1280));
    assertThat(evt.tally().damaged()).isZero();
  }

  /** A step back by one high time is what the camera sent, not a roll-over. */
  @Test
  void small_steps_back_stay_and_roll_overs_are_undone() throws MalformedException {
    byte[] words =
        words(
            0x8005, 0x6fff, 0x0001, 0x2002, // 5 * 4096 + 4095
            0x8006, 0x6000, 0x2002, //
            0x8005, 0x6ffe, 0x2002, // a step back
            0x8700, 0x8e00, 0x8fff, 0x6001, 0x2002, //
            0x8000, 0x6000, 0x2802, // rolled over
            0x8fff, 0x6ff0, 0x2002, // a step back over it
            0x8000, 0x6003, 0x2002);
    assertThat(Recordings.decoded(EventFormat.EVT3, words, 3))
        .isEqualTo(
            """
            24575,2,1,0
            24576,2,1,0
            24574,2,1,0
            16773121,2,1,0
            16777216,2,1,1
            16777200,2,1,0
            16777219,2,1,0
            """);
  }

  @Test
  void words_before_the_first_time_and_of_other_types_are_left_out() throws MalformedException {
    byte[] words =
        words(
            0xa001, 0x0001, 0x2002, 0x8001, 0x7000, 0xe123, 0xf456, 0x1000, 0x2003, 0x3804, 0x4005);
    EventDecoder decoder = EventFormat.EVT3.decoder(events -> {}, EventLimits.DEFAULT);
    Recordings.feed(decoder, words, words.length);
    assertThat(decoder.tally()).isEqualTo(new EventTally(3, 1, 5));
    assertThat(Recordings.decoded(EventFormat.EVT3, words, 1))
        .isEqualTo("4096,3,1,0\n4096,4,1,1\n4096,6,1,1\n");
  }

  /** In pieces of a word there is none to read together with it. */
  @Test
  void evt3_decodes_the_same_word_by_word() throws MalformedException {
    Random random = new Random(7);
    int[][] together = {{0x6000, 0, 0x2000}, {0xe000, 0xf000, 0xf000, 0x7000}, {0, 0x2000}};
    for (int round = 0; round < 200; round++) {
      int high = random.nextInt(0x1000);
      List<Integer> some = new ArrayList<>();
      while (some.size() < 1_500) {
        int kind = random.nextInt(8);
        if (kind < 3) {
          Arrays.stream(together[kind]).forEach(type -> some.add(type | random.nextInt(0x1000)));
        } else if (kind < 7) {
          high = random.nextInt(50) == 0 ? random.nextInt(0x1000) : high;
          some.add(0x8000 | high);
        } else {
          some.add(random.nextInt(0x10000));
        }
      }
      byte[] bytes = words(some.stream().mapToInt(Integer::intValue).toArray());
      Recordings.assertSame(
          Recordings.decoded(EventFormat.EVT3, bytes, 2),
          Recordings.decoded(EventFormat.EVT3, bytes, 700));
    }
  }

  private static byte[] words(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(EVT3_HEAD.length() + 2 * words.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).put(EVT3_HEAD.getBytes(StandardCharsets.US_ASCII));
    for (int word : words) {
      bytes.putShort((short) word);
    }
    return bytes.array();
  }

  @Test
  void aedat2_has_headers_of_kilobytes_negative_times_and_words_that_are_no_events()
      throws IOException, MalformedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("#!AER-DAT2.0\r\n# AEChip: DAVIS240C\r\n".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 500; i++) {
      bytes.writeBytes(("# <entry key=\"" + i + "\"/>\r\n").getBytes(StandardCharsets.UTF_8));
    }
    // The first address begins with the byte of #.
    int[] words = {
      0x23 << 24 | 77 << 12 | 1 << 11, -5, //
      1 << 31 | 5 << 12, 6, // a sample of a frame
      3 << 22 | 9 << 12 | 1 << 10, 7, // an external event
      3 << 22 | 9 << 12, 8
    };
    ByteBuffer buffer = ByteBuffer.allocate(4 * words.length);
    buffer.asIntBuffer().put(words);
    bytes.writeBytes(buffer.array());
    for (int piece : new int[] {1, 7, 100_000}) {
      assertThat(Recordings.decoded(EventFormat.AEDAT2, bytes.toByteArray(), piece))
          .isEqualTo("-5,77,140,1\n8,9,3,0\n");
    }
  }

  @Test
  void legacy_evt21_has_exchanged_halves() throws MalformedException {
    String head = "% format EVT21;height=720;width=1280;endianness=legacy\n% end\n";
    ByteBuffer bytes = ByteBuffer.allocate(head.length() + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(head.getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(8 << 28 | 2).putInt(0);
    bytes.putInt(1 << 28 | 3 << 22 | 64 << 11 | 5).putInt(0x80000001);
    byte[] all = bytes.array();
    assertThat(EventFormat.recognise(all, "x.raw")).contains(EventFormat.EVT21);
    assertThat(Recordings.decoded(EventFormat.EVT21, all, 5)).isEqualTo("131,64,5,1\n131,95,5,1\n");
  }

  @Test
  void dat_has_four_bits_of_polarity_and_two_bytes_behind_its_header() throws MalformedException {
    String head = "% Data file containing CD events.\n% Version 2\n% Height 240\n% Width 304\n";
    ByteBuffer bytes = ByteBuffer.allocate(head.length() + 18).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(head.getBytes(StandardCharsets.US_ASCII)).put((byte) 12).put((byte) 8);
    bytes.putInt(7).putInt(9 << 28 | 100 << 14 | 200).putInt(-1).putInt(1 << 28);
    assertThat(EventFormat.recognise(bytes.array(), "x")).contains(EventFormat.DAT);
    for (int piece : new int[] {1, 7, 1000}) {
      assertThat(Recordings.decoded(EventFormat.DAT, bytes.array(), piece))
          .isEqualTo("7,200,100,9\n4294967295,0,0,1\n");
    }
  }

  @Test
  void csv_may_have_names_and_comments_and_bad_lines_are_counted() throws MalformedException {
    byte[] text =
        "t,x,y,p\r\n# none\n1,2,3,0\r\n-4;5;6;1\nfive\n7 8 9 1".getBytes(StandardCharsets.UTF_8);
    EventDecoder decoder = EventFormat.CSV.decoder(events -> {}, EventLimits.DEFAULT);
    Recordings.feed(decoder, text, 3);
    assertThat(decoder.tally()).isEqualTo(new EventTally(3, 1, 0));
    assertThat(Recordings.decoded(EventFormat.CSV, text, 1000))
        .isEqualTo("1,2,3,0\n-4,5,6,1\n7,8,9,1\n");
  }

  @Test
  void a_time_later_than_23_bits_of_a_40_bit_event_is_told_by_row_240() throws MalformedException {
    byte[] words = {1, 2, 0, 0, 9, 0, (byte) 240, 0, 0, 0, 3, 4, (byte) 0x80, 0, 1};
    assertThat(Recordings.decoded(EventFormat.AER40, words, 4)).isEqualTo("9,1,2,0\n8193,3,4,1\n");
  }

  @Test
  void bytes_of_another_format_are_refused_with_the_offset() throws IOException {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    for (EventFormat format : EventFormat.values()) {
      if (format != EventFormat.AER40 && format != EventFormat.DAT) {
        boolean address = format == EventFormat.AEDAT2;
        assertThatThrownBy(() -> Recordings.decoded(format, address ? dvs128(noise) : noise, 999))
            .as(format.toString())
            .isInstanceOf(MalformedException.class)
            .hasMessageMatching(".*at byte \\d+.*");
      }
    }
    byte[] evt2 = Recordings.sample(Recordings.EVT2);
    assertThatThrownBy(() -> Recordings.decoded(EventFormat.EVT3, evt2, 999))
        .hasMessage("evt3: the header says EVT 2.0 at byte 0");
  }

  private static byte[] dvs128(byte[] noise) {
    byte[] head =
        "#!AER-DAT2.0\n# DVS128\n#End Of ASCII Header\n".getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(head.length + noise.length).put(head).put(noise).array();
  }

  @Test
  void what_a_header_announces_is_not_allocated() {
    byte[] head = "#!AER-DAT4.0\r\n".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(head).putInt(Integer.MAX_VALUE);
    assertThatThrownBy(() -> Recordings.decoded(EventFormat.AEDAT4, bytes.array(), 100))
        .hasMessageContaining("more than the limit of");
    byte[] text = ("% " + "x".repeat(50) + "\n").repeat(30_000).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Recordings.decoded(EventFormat.EVT3, text, 4096))
        .hasMessageContaining("its header exceeds");
  }
}
