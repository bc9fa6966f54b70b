package io.firstspike.connectors.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.stimulus.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exif data with and without an orientation. */
class OrientationTest {

  private static final int ORIENTATION = 0x112;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  /** A picture of two rows, 1 2 3 above 4 5 6, in each orientation. */
  @ParameterizedTest
  @CsvSource({
    "1, 2x3, 123456",
    "2, 2x3, 321654",
    "3, 2x3, 654321",
    "4, 2x3, 456123",
    "5, 3x2, 142536",
    "6, 3x2, 415263",
    "7, 3x2, 635241",
    "8, 3x2, 362514"
  })
  void eachNumberTurnsInItsOwnWay(int number, String size, String expected)
      throws MalformedException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      Image turned = decode(exif(order, field(order, ORIENTATION, SHORT, number)));

      assertThat(turned.dimensions()).isEqualTo(size + " grey");
      StringBuilder samples = new StringBuilder();
      for (byte sample : turned.samples()) {
        samples.append(sample);
      }
      assertThat(samples).hasToString(expected);
    }
  }

  @Test
  void theFieldIsFoundAmongOthersAndMayBeLong() {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] exif = exif(order, field(order, 0x10f, 2, 7), field(order, ORIENTATION, LONG, 6));

    assertThat(Orientation.ofExif(exif, 0, exif.length)).isEqualTo(Orientation.TURNED_LEFT);
  }

  @Test
  void whatMakesNoSenseLeavesAPictureAsItIs() {
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    byte[] good = exif(order, field(order, ORIENTATION, SHORT, 6));
    byte[] beyond = good.clone();
    ByteBuffer.wrap(beyond).putInt(4, Integer.MAX_VALUE);
    byte[] negative = good.clone();
    ByteBuffer.wrap(negative).putInt(4, -8);
    byte[] magic = good.clone();
    magic[3] = 43;

    assertThat(Orientation.ofExif(good, 0, good.length)).isEqualTo(Orientation.TURNED_LEFT);
    for (byte[] exif :
        new byte[][] {
          {},
          {'M', 'M', 0, 42},
          beyond,
          negative,
          magic,
          exif(order, field(order, ORIENTATION, SHORT, 0)),
          exif(order, field(order, ORIENTATION, SHORT, 9)),
          exif(order, field(order, ORIENTATION, 2, 6)),
          exif(order, field(order, ORIENTATION + 1, SHORT, 6)),
          "no Exif data".getBytes()
        }) {
      assertThat(Orientation.ofExif(exif, 0, exif.length)).isEqualTo(Orientation.UPRIGHT);
    }
    for (int length = 0; length < good.length - 4; length++) {
      int end = length;
      assertThat(Orientation.ofExif(good, 0, end))
          .as("the first %d bytes", end)
          .isIn(Orientation.UPRIGHT, end < 22 ? Orientation.UPRIGHT : Orientation.TURNED_LEFT);
    }
  }

  @Test
  void moreFieldsThanThereAreEndWithTheData() {
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    byte[] exif = exif(order, field(order, 0x10f, 2, 7));
    ByteBuffer.wrap(exif).putShort(8, (short) 0xffff);

    assertThat(Orientation.ofExif(exif, 0, exif.length)).isEqualTo(Orientation.UPRIGHT);
  }

  @Property(seed = "1")
  void anyBytesAreRead(@ForAll byte[] bytes, @ForAll long seed) {
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    byte[] exif = exif(order, field(order, ORIENTATION, SHORT, 6));
    Random random = new Random(seed);
    exif[random.nextInt(exif.length)] = (byte) random.nextInt();
    exif[random.nextInt(exif.length)] = (byte) random.nextInt();

    assertThat(Orientation.ofExif(exif, 0, exif.length)).isNotNull();
    assertThat(Orientation.ofExif(bytes, 0, bytes.length)).isNotNull();
  }

  private static Image decode(byte[] exif) throws MalformedException {
    byte[] pixels = {0, 1, 2, 3, 0, 4, 5, 6};
    byte[] png =
        Pngs.of(3, 2, 8, Pngs.GREY)
            .chunk("eXIf", exif)
            .chunk("IDAT", Pngs.deflated(pixels))
            .chunk("IEND", new byte[0])
            .bytes();
    return ImageDecoder.decode(png, new ImageLimits(1 << 12, 6));
  }

  private static byte[] exif(ByteOrder order, byte[]... fields) {
    ByteBuffer exif = ByteBuffer.allocate(8 + 2 + 12 * fields.length + 4).order(order);
    exif.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
    exif.putShort((short) 42).putInt(8).putShort((short) fields.length);
    for (byte[] field : fields) {
      exif.put(field);
    }
    return exif.array();
  }

  private static byte[] field(ByteOrder order, int tag, int type, int value) {
    ByteBuffer field = ByteBuffer.allocate(12).order(order);
    field.putShort((short) tag).putShort((short) type).putInt(1);
    return (type == LONG ? field.putInt(value) : field.putShort((short) value)).array();
  }
}
