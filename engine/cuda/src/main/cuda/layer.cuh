#pragma once

#include "device.cuh"

// Feature layers: neurons that sum weighted spikes and fire once, with their pooling.
//
// Two ways lead to the same spikes:
//   fire   any weights, any shape: sums floats in the order of core's FirstSpikes;
//   count  weights 0 and 1, where only who fires matters: counts ones by products of 1-bit matrices.

// The structure of a layer. Java writes it as ints in this order (LayerStage.structure).
struct FsLayer {
  // Input: its neurons; words of a row where it comes as bits.
  int inMaps, inHeight, inWidth, inWords;
  // Neurons: a location has a neuron of each map.
  int maps, height, width;
  // Synapses: fan of a neuron, floats from one tap of the weights to the next, the window.
  int fan, stride;
  int windowHeight, windowWidth, rowStride, columnStride, rowPadding, columnPadding;
  // Pooling and the pooled output of one threshold; words of a row where it goes as bits.
  int poolHeight, poolWidth, poolRowStride, poolColumnStride, poolRowPadding, poolColumnPadding;
  int outHeight, outWidth, outWords;
  // Number of thresholds and time steps.
  int thresholds, steps;

  // What follows is for the counting kernels alone.

  // Words of the window: a word holds one window row of `perWord` input maps; `groups` words make
  // up a window row, `words` = groups x windowHeight the window, in kSteps products of 8 words.
  int perWord, groups, words, kSteps;
  // The word of each place: [group][wordRows][pitch], of which `columns` are computed.
  int wordRows, pitch, columns;
  // Images whose words a block holds at a time: 2, the second one being prepared, or 1.
  int buffers;
  // Bits of neurons before pooling: words of a row, words of a map.
  int rowWords, mapWords;
  // Pooling within a word: whether it fits; the bits that stay, and those that move right by
  // 1, 2, 4, 8, 16 places to close the gaps between them.
  int poolInWord;
  unsigned keep, move[5];
  // 2^24 / outHeight, rounded up: a division by multiplication.
  int perOutHeight;
  // 2^16, which the compiler does not know: it must multiply (one pipe) and not shift (the other).
  int half;
};

// ------------------------------------------------------------------------------------------------
// fire: any weights, any shape
// ------------------------------------------------------------------------------------------------

constexpr int FS_MAX_STEPS = 128;

// The time step of a neuron of the input; `steps` if it is silent or padding.
__device__ inline int fs_layer_time(const FsLayer& layer, const uint8_t* times,
                                    const uint32_t* bits, int map, int y, int x) {
  if (y < 0 || y >= layer.inHeight || x < 0 || x >= layer.inWidth) {
    return layer.steps;
  }
  const int row = map * layer.inHeight + y;
  if (times != nullptr) {
    return __ldg(times + (long long)row * layer.inWidth + x);
  }
  const uint32_t word = __ldg(bits + (long long)row * layer.inWords + (x >> 5));
  return (word >> (x & 31)) & 1 ? layer.steps - 1 : layer.steps;
}

// A tap of a window as (input map, row, column), which moves on by 32 taps at a time.
struct FsTap {
  int map, row, column;
  int maps, rows, columns;

  __device__ FsTap(const FsLayer& layer, int tap) {
    const int area = layer.windowHeight * layer.windowWidth;
    map = tap / area;
    row = tap % area / layer.windowWidth;
    column = tap % layer.windowWidth;
    maps = 32 / area;
    rows = 32 % area / layer.windowWidth;
    columns = 32 % layer.windowWidth;
  }

  __device__ void advance(const FsLayer& layer) {
    column += columns;
    row += rows;
    map += maps;
    if (column >= layer.windowWidth) {
      column -= layer.windowWidth;
      row++;
    }
    if (row >= layer.windowHeight) {
      row -= layer.windowHeight;
      map++;
    }
  }
};

// Lists the taps of the window at (top, left) whose input fires, by time step, then by tap; ends[t]
// becomes the number of taps up to the end of time step t. One warp, 32 taps at a time.
template <typename Tap>
__device__ void fs_layer_sort(const FsLayer& layer, const uint8_t* times, const uint32_t* bits,
                              int top, int left, Tap* list, int* ends) {
  const int lane = threadIdx.x & 31;
  const int steps = layer.steps;
  for (int t = lane; t < FS_MAX_STEPS; t += 32) {
    ends[t] = 0;
  }
  __syncwarp();
  FsTap first(layer, lane);
  if (times != nullptr) {
    // How many fire in each time step ...
    FsTap tap = first;
    for (int i = lane; i < layer.fan; i += 32, tap.advance(layer)) {
      const int t =
          fs_layer_time(layer, times, bits, tap.map, top + tap.row, left + tap.column);
      if (t < steps) {
        atomicAdd(&ends[t], 1);
      }
    }
    __syncwarp();
    // ... and before it: lane l takes steps 4 l to 4 l + 3.
    int own[4];
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      own[i] = sum;
      sum += ends[4 * lane + i];
    }
    int before = sum;
    for (int distance = 1; distance < 32; distance *= 2) {
      const int other = __shfl_up_sync(0xffffffffu, before, distance);
      if (lane >= distance) {
        before += other;
      }
    }
    before -= sum;
    for (int i = 0; i < 4; i++) {
      ends[4 * lane + i] = before + own[i];
    }
    __syncwarp();
  }
  for (int i = lane; i - lane < layer.fan; i += 32, first.advance(layer)) {
    const int t = i < layer.fan ? fs_layer_time(layer, times, bits, first.map, top + first.row,
                                                left + first.column)
                                : steps;
    // The lanes whose tap fires in the same time step: those that agree in each bit of t.
    unsigned same = __ballot_sync(0xffffffffu, t < steps);
    if (same == 0) {
      continue;
    }
    for (int bit = 1; bit < steps; bit *= 2) {
      const unsigned ones = __ballot_sync(0xffffffffu, (t & bit) != 0);
      same &= t & bit ? ones : ~ones;
    }
    const int rank = __popc(same & ((1u << lane) - 1));
    const int place = t < steps ? ends[t] + rank : 0;
    __syncwarp();
    if (t < steps) {
      list[place] = (Tap)i;
      if (rank == __popc(same) - 1) {
        ends[t] = place + 1;
      }
    }
    __syncwarp();
  }
  __syncwarp();
}

// Windows of a pooling along one side that cover a place: from first to last.
struct FsCover {
  int first, last;

  __device__ FsCover(int place, int window, int stride, int padding, int from, int to) {
    const int end = place + padding;
    const int begin = max(0, end - window + 1);
    first = max(from, (begin + stride - 1) / stride);
    last = min(to - 1, end / stride);
  }
};

// Block: threads are maps. It takes one part of the output after the other: some rows and up to 32
// columns of pooled neurons of one image, for blockDim.x maps. For these it goes through all
// locations below, `lists` at a time: each warp sorts the taps of some locations, then each thread
// adds up its map's weights at all of them, and lowers the times of pooled neurons in shared memory.
//
//   shared   int ends[lists][128] | Tap list[lists][fan] (or in scratch) | uint8 pooled[..][pitch]
//   pooled   [threshold][row][column of 32 at most][map], pitch = blockDim.x + 4 bytes: lanes
//            that read neighbouring columns use different banks
template <typename Tap>
__device__ void fs_layer_fire_all(const FsLayer& layer, const float* weights,
                                  const float* thresholds, int threshold, int count,
                                  const uint8_t* inTimes, const uint32_t* inBits, int images,
                                  uint8_t* outTimes, uint32_t* outBits, Tap* scratch, int lists,
                                  int tileRows) {
  int* ends = (int*)fs_shared();
  unsigned char* behind = (unsigned char*)(ends + lists * FS_MAX_STEPS);
  const long long listSize = (long long)lists * layer.fan;
  Tap* list = (Tap*)behind;
  if (scratch != nullptr) {
    list = scratch + blockIdx.x * listSize;
  } else {
    behind += listSize * sizeof(Tap);
  }
  uint8_t* pooled = behind;

  const int tileColumns = min(32, layer.outWidth);
  const int tilesDown = (layer.outHeight + tileRows - 1) / tileRows;
  const int tilesAcross = (layer.outWidth + tileColumns - 1) / tileColumns;
  const int slices = (layer.maps + blockDim.x - 1) / blockDim.x;
  const long long parts = (long long)images * tilesDown * tilesAcross * slices;
  const int pitch = blockDim.x + 4;
  const int warp = threadIdx.x / 32;
  const int warps = blockDim.x / 32;
  const long long inSize = (long long)layer.inMaps * layer.inHeight *
                           (inTimes != nullptr ? layer.inWidth : layer.inWords);
  const long long mapSize =
      (long long)layer.outHeight * (outTimes != nullptr ? layer.outWidth : layer.outWords);

  for (long long part = blockIdx.x; part < parts; part += gridDim.x) {
    long long rest = part;
    const int slice = (int)(rest % slices);
    rest /= slices;
    const int across = (int)(rest % tilesAcross);
    rest /= tilesAcross;
    const int down = (int)(rest % tilesDown);
    const long long image = rest / tilesDown;

    const uint8_t* times = inTimes == nullptr ? nullptr : inTimes + image * inSize;
    const uint32_t* bits = inBits == nullptr ? nullptr : inBits + image * inSize;
    const int firstMap = slice * blockDim.x;
    const int map = firstMap + threadIdx.x;
    const int maps = min((int)blockDim.x, layer.maps - firstMap);

    // The pooled neurons of this part, and the neurons below them.
    const int row0 = down * tileRows;
    const int row1 = min(layer.outHeight, row0 + tileRows);
    const int column0 = across * tileColumns;
    const int column1 = min(layer.outWidth, column0 + tileColumns);
    const int top = max(0, row0 * layer.poolRowStride - layer.poolRowPadding);
    const int bottom = min(layer.height, (row1 - 1) * layer.poolRowStride - layer.poolRowPadding +
                                             layer.poolHeight);
    const int left = max(0, column0 * layer.poolColumnStride - layer.poolColumnPadding);
    const int right = min(layer.width, (column1 - 1) * layer.poolColumnStride -
                                           layer.poolColumnPadding + layer.poolWidth);
    const int across1 = max(0, right - left);
    const int locations = max(0, bottom - top) * across1;

    for (int i = 0; i < count * tileRows * tileColumns; i++) {
      pooled[i * pitch + threadIdx.x] = (uint8_t)layer.steps;
    }
    for (int begin = 0; begin < locations; begin += lists) {
      const int here = min(lists, locations - begin);
      for (int i = warp; i < here; i += warps) {
        const int y = top + (begin + i) / across1;
        const int x = left + (begin + i) % across1;
        fs_layer_sort(layer, times, bits, y * layer.rowStride - layer.rowPadding,
                      x * layer.columnStride - layer.columnPadding,
                      list + (long long)i * layer.fan, ends + i * FS_MAX_STEPS);
      }
      __syncthreads();
      for (int i = 0; i < here && map < layer.maps; i++) {
        const int* end = ends + i * FS_MAX_STEPS;
        const Tap* taps = list + (long long)i * layer.fan;
        if (end[layer.steps - 1] == 0) {
          continue;
        }
        const int y = top + (begin + i) / across1;
        const int x = left + (begin + i) % across1;
        const FsCover rows(y, layer.poolHeight, layer.poolRowStride, layer.poolRowPadding, row0,
                           row1);
        const FsCover columns(x, layer.poolWidth, layer.poolColumnStride, layer.poolColumnPadding,
                              column0, column1);
        auto fire = [&](int which, int t) {
          for (int row = rows.first; row <= rows.last; row++) {
            for (int column = columns.first; column <= columns.last; column++) {
              const int neuron = (which * tileRows + row - row0) * tileColumns + column - column0;
              uint8_t* time = pooled + neuron * pitch + threadIdx.x;
              *time = (uint8_t)min((int)*time, t);
            }
          }
        };
        // Thresholds ascend, so they are exceeded in this order, whatever the weights.
        float sum = 0;
        int which = 0;
        int next = 0;
        for (int t = 0; t < layer.steps && which < count; t++) {
          const int stop = end[t];
#pragma unroll 4
          for (; next < stop; next++) {
            sum += __ldg(weights + (long long)taps[next] * layer.stride + map);
          }
          while (which < count && sum > thresholds[threshold + which]) {
            fire(which, t);
            which++;
          }
        }
        // A neuron without a threshold fires in the end if its potential is positive.
        for (; which < count; which++) {
          if (sum > 0 && thresholds[threshold + which] == __int_as_float(0x7f800000)) {
            fire(which, layer.steps - 1);
          }
        }
      }
      __syncthreads();
    }
    __syncthreads();

    // Output: columns are neighbours in memory.
    const int rows = row1 - row0;
    const int columns = outTimes != nullptr ? column1 - column0 : 1;
    for (int i = threadIdx.x; i < count * maps * rows * columns; i += blockDim.x) {
      const int column = i % columns;
      const int row = i / columns % rows;
      const int m = i / columns / rows % maps;
      const int which = i / columns / rows / maps;
      const uint8_t* time = pooled + ((which * tileRows + row) * tileColumns + column) * pitch + m;
      const long long outMap =
          (image * layer.thresholds + threshold + which) * layer.maps + firstMap + m;
      if (outTimes != nullptr) {
        outTimes[outMap * mapSize + (row0 + row) * layer.outWidth + column0 + column] = *time;
      } else {
        uint32_t word = 0;
        for (int x = 0; x < column1 - column0; x++) {
          word |= (uint32_t)(time[x * pitch] < layer.steps) << x;
        }
        outBits[outMap * mapSize + (row0 + row) * layer.outWords + across] = word;
      }
    }
    __syncthreads();
  }
}

// Spikes of a layer. Input and output are times or bits, the other pointer of each is null.
// Thresholds `threshold` to `threshold + count - 1` of layer.thresholds.
extern "C" __global__ void fs_layer_fire(FsLayer layer, const float* weights,
                                         const float* thresholds, int threshold, int count,
                                         const uint8_t* inTimes, const uint32_t* inBits, int images,
                                         uint8_t* outTimes, uint32_t* outBits, int lists,
                                         int tileRows) {
  fs_layer_fire_all<uint16_t>(layer, weights, thresholds, threshold, count, inTimes, inBits, images,
                              outTimes, outBits, nullptr, lists, tileRows);
}
FS_KERNEL(fs_layer_fire)

// The same, with lists of taps in global memory: `lists` x fan words for each block.
extern "C" __global__ void fs_layer_fire_far(FsLayer layer, const float* weights,
                                             const float* thresholds, int threshold, int count,
                                             const uint8_t* inTimes, const uint32_t* inBits,
                                             int images, uint8_t* outTimes, uint32_t* outBits,
                                             int lists, int tileRows, uint32_t* scratch) {
  fs_layer_fire_all<uint32_t>(layer, weights, thresholds, threshold, count, inTimes, inBits, images,
                              outTimes, outBits, scratch, lists, tileRows);
}
FS_KERNEL(fs_layer_fire_far)

// ------------------------------------------------------------------------------------------------
// count: weights 0 and 1, strides 1, who fires
// ------------------------------------------------------------------------------------------------
//
// A neuron fires if more than floor(threshold) of its synapses of weight 1 receive a spike: the
// product of a matrix of bits, maps x taps, with another one, taps x locations, by AND and popcount
// (fs_mma_b1: 16 maps x 8 locations x 256 taps). Counts begin at -(floor(threshold) + 1), so that
// their sign bit tells "does not fire".
//
// Taps: word (group, ky) of a window holds the kw bits of window row ky of `perWord` input maps one
// after the other (six maps and a kernel of 5: 30 bits). What the word holds at location (y, x) is
// the same as what word (group, 0) holds at (y + ky, x): shared memory has each word once,
//     words[group][y][x], rows and columns shifted by the padding,
// and no location's taps are ever put together.
//
// Locations: the 8 columns of a product are 4 rows x 2 columns of neurons,
//     column n: row n / 2, column n % 2
// so that thread t of a quad gets columns 2 t and 2 t + 1 of the product: both neurons of row t.
// While the products go from right to left, each thread shifts the signs of its rows into one word
// a row (funnel shift, one instruction a count): row words of bits, as they are needed outside.
//
// Per lane:  g = lane / 4 (row of A and of the counts: map g and g + 8; column of B)
//            t = lane % 4 (word 8 k + t and 8 k + 4 + t of A and B; row t of the counts)

struct alignas(16) FsFragment {
  unsigned words[4];
};

// What the counts for a threshold begin with: -(floor(threshold) + 1), four times.
struct alignas(16) FsBias {
  int same[4];
};

// Copies a word from global to shared memory while other work goes on.
__device__ inline void fs_layer_copy(uint32_t* shared, const uint32_t* global) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4;"
               :
               : "r"((unsigned)__cvta_generic_to_shared(shared)), "l"(global)
               : "memory");
#else
  *shared = *global;
#endif
}

// Waits for this thread's copies.
__device__ inline void fs_layer_copied() {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_all;" : : : "memory");
#endif
}

// Stores the word of place (y, x). PAIRED: places are pairs of words, that of row y and that of row
// y + 4, which a product takes together.
template <bool PAIRED>
__device__ __forceinline__ void fs_layer_place(uint32_t* words, int pitch, int y, int x,
                                               unsigned word) {
  if (PAIRED) {
    uint32_t* place = words + 2 * (y * pitch + x);
    place[0] = word;
    if (y >= 4) {
      place[1 - 8 * pitch] = word;
    }
  } else {
    words[y * pitch + x] = word;
  }
}

// Fills words[group][y][x] from the row words of one image. A warp a row, a lane a place. Rows in
// the padding are zero and stay so.
template <bool PAIRED>
__device__ __forceinline__ void fs_layer_words(const FsLayer& layer, const uint32_t* input,
                                               uint32_t* words) {
  const int lane = threadIdx.x & 31;
  const int warps = blockDim.x / 32;
  const int planeWords = layer.inHeight * layer.inWords;
  const unsigned window = layer.windowWidth == 32 ? ~0u : (1u << layer.windowWidth) - 1;
  // A row that fits a word with its padding can be rotated: bits that come round are zeros.
  const bool rotate = layer.inWidth + layer.columnPadding < 32 && layer.windowWidth < 32;
  int y = threadIdx.x / 32;
  for (int group = 0; group < layer.groups; group++) {
    const int first = group * layer.perWord;
    const int maps = min(layer.perWord, layer.inMaps - first);
    for (; y < layer.inHeight; y += warps) {
      const uint32_t* row = input + (first * layer.inHeight + y) * layer.inWords;
      const int place = group * layer.wordRows + y + layer.rowPadding;
      for (int x = lane; x < layer.columns; x += 32) {
        const int start = x - layer.columnPadding;
        unsigned word = 0;
        if (rotate) {
          // A row turned so that its bits within the window are the highest; they move in from
          // below, the last map first.
          const int turn = start + layer.windowWidth;
          const uint32_t* last = row + (maps - 1) * planeWords;
#pragma unroll 6
          for (int map = 0; map < maps; map++) {
            const unsigned bits = last[-map * planeWords];
            word = __funnelshift_l(__funnelshift_r(bits, bits, turn & 31), word,
                                   layer.windowWidth & 31);
          }
        } else {
          const int at = start >> 5;
          const bool low = at >= 0 && at < layer.inWords;
          const bool high = at + 1 >= 0 && at + 1 < layer.inWords;
          for (int map = 0; map < maps; map++) {
            const uint32_t* bits = row + map * planeWords;
            const unsigned lower = low ? bits[at] : 0;
            const unsigned upper = high ? bits[at + 1] : 0;
            const unsigned seen = __funnelshift_r(lower, upper, start & 31) & window;
            word |= seen << (map * layer.windowWidth);
          }
        }
        fs_layer_place<PAIRED>(words, layer.pitch, place, x, word);
      }
    }
    y -= layer.inHeight;
  }
}

// The images of a block, one after the other, as words in shared memory. `slices` neighbouring
// blocks take the same images. With two buffers, while an image is counted,
//   the rows of the image after the next one are on their way from global memory,
//   the words of the next image are made of the rows that came before.
//
//   shared   words[buffers][group][wordRows][pitch], PAIRED: of pairs of words
//            | rows[2][map][y][inWords], for two buffers
template <bool PAIRED>
struct FsImages {
  const FsLayer& layer;
  const uint32_t* input;
  const int images;
  const int stride;
  const int rowsEach;
  const int wordsEach;
  uint32_t* const buffer;
  uint32_t* const rows;
  int image;
  int turn = 0;

  __device__ __forceinline__ FsImages(const FsLayer& layer, const uint32_t* input, int images,
                                      int slices)
      : layer(layer),
        input(input),
        images(images),
        stride(gridDim.x / slices),
        rowsEach(layer.inMaps * layer.inHeight * layer.inWords),
        wordsEach((PAIRED ? 2 : 1) * layer.groups * layer.wordRows * layer.pitch),
        buffer((uint32_t*)fs_shared()),
        rows(buffer + layer.buffers * wordsEach),
        image(blockIdx.x / slices) {
    for (int i = threadIdx.x; i < layer.buffers * wordsEach; i += blockDim.x) {
      buffer[i] = 0;
    }
    if (layer.buffers == 2) {
      fetch(image, 0);
      fetch(image + stride, 1);
      fs_layer_copied();
    }
    __syncthreads();
    make(0);
    __syncthreads();
    ahead();
  }

  // The first word of shared memory that is free.
  __device__ __forceinline__ uint32_t* end() const {
    return rows + (layer.buffers == 2 ? 2 * rowsEach : 0);
  }

  __device__ __forceinline__ bool more() const { return image < images; }

  // The words of the present image.
  __device__ __forceinline__ const uint32_t* words() const { return buffer + turn * wordsEach; }

  // Goes on to the next image; all threads of the block.
  __device__ __forceinline__ void next() {
    image += stride;
    if (layer.buffers == 2) {
      fs_layer_copied();
      turn ^= 1;
      __syncthreads();
      ahead();
    } else {
      __syncthreads();
      make(0);
      __syncthreads();
    }
  }

 private:
  __device__ __forceinline__ void ahead() {
    if (layer.buffers == 2) {
      fetch(image + 2 * stride, turn);
      image += stride;
      make(turn ^ 1);
      image -= stride;
    }
  }

  __device__ __forceinline__ void fetch(int which, int slot) {
    if (which < images) {
      const uint32_t* from = input + (long long)which * rowsEach;
      for (int i = threadIdx.x; i < rowsEach; i += blockDim.x) {
        fs_layer_copy(rows + slot * rowsEach + i, from + i);
      }
    }
  }

  // Makes the words of `image` in a buffer.
  __device__ __forceinline__ void make(int slot) {
    if (image < images) {
      if (layer.buffers == 2) {
        fs_layer_words<PAIRED>(layer, rows + slot * rowsEach, buffer + slot * wordsEach);
      } else {
        fs_layer_words<PAIRED>(layer, input + (long long)image * rowsEach, buffer);
      }
    }
  }
};

// The bits of row `row` of a pooled map whose neurons' bits are `neurons`, 32 columns from `first`
// on. Any widths.
__device__ inline unsigned fs_layer_pool_any(const FsLayer& layer, const uint32_t* neurons,
                                             int top, int bottom, int first) {
  unsigned pooled = 0;
  for (int column = first; column < min(first + 32, layer.outWidth); column++) {
    const int left = column * layer.poolColumnStride - layer.poolColumnPadding;
    const int from = max(0, left);
    const int to = min(layer.width, left + layer.poolWidth);
    unsigned any = 0;
    for (int word = from / 32; from < to && word <= (to - 1) / 32; word++) {
      const unsigned after = ~0u << max(0, from - 32 * word);
      const unsigned before = ~0u >> max(0, 32 * word + 32 - to);
      for (int y = top; y < bottom; y++) {
        any |= neurons[y * layer.rowWords + word] & after & before;
      }
    }
    pooled |= (unsigned)(any != 0) << (column - first);
  }
  return pooled;
}

// Pools the bits of `maps` maps, neurons[map][mapWords], to output rows, which follow each other in
// memory. One warp, a lane for each pooled row.
__device__ inline void fs_layer_pool(const FsLayer& layer, const uint32_t* neurons, int maps,
                                     uint32_t* output) {
  const int rows = maps * layer.outHeight;
  for (int i = threadIdx.x & 31; i < rows; i += 32) {
    const int map = (int)((unsigned)i * (unsigned)layer.perOutHeight >> 24);
    const int row = i - map * layer.outHeight;
    const int start = row * layer.poolRowStride - layer.poolRowPadding;
    const int top = max(0, start);
    const int bottom = min(layer.height, start + layer.poolHeight);
    const uint32_t* own = neurons + map * layer.mapWords;
    if (layer.poolInWord) {
      unsigned word = 0;
      for (int y = top; y < bottom; y++) {
        word |= own[y];
      }
      // Bit x becomes the OR of bits x to x + poolWidth - 1 ...
      word <<= layer.poolColumnPadding;
      int reach = 1;
      for (; 2 * reach <= layer.poolWidth; reach *= 2) {
        word |= word >> reach;
      }
      word |= word >> (layer.poolWidth - reach);
      // ... and those at the windows' places move together (Hacker's Delight, 7-4).
      word &= layer.keep;
      if (layer.poolColumnStride > 1) {
#pragma unroll
        for (int step = 0; step < 5; step++) {
          const unsigned moved = word & layer.move[step];
          word = (word ^ moved) | (moved >> (1 << step));
        }
      }
      output[i] = word;
    } else {
      for (int word = 0; word < layer.outWords; word++) {
        output[i * layer.outWords + word] =
            fs_layer_pool_any(layer, own, top, bottom, 32 * word);
      }
    }
  }
}

// The sign of `count` becomes the lowest bit of `row`, whose bits move up: one instruction.
__device__ inline unsigned fs_layer_push(unsigned row, int count) {
  return __funnelshift_l((unsigned)count, row, 1);
}

// Stores a thread's rows of neurons' bits: rows[..][i][0] is row 4 i + t of map g, [1] of map g + 8.
template <int ROWS, int TILES>
__device__ inline void fs_layer_store(const FsLayer& layer, const unsigned (&rows)[TILES][ROWS][2],
                                      int firstRow, int word, uint32_t* neurons) {
  const int g = (threadIdx.x & 31) / 4;
  const int t = threadIdx.x & 3;
  const int columns = min(32, layer.width - 32 * word);
  const unsigned mask = columns == 32 ? ~0u : (1u << columns) - 1;
#pragma unroll
  for (int tile = 0; tile < TILES; tile++) {
#pragma unroll
    for (int i = 0; i < ROWS; i++) {
      uint32_t* at = neurons + (tile * 16 + g) * layer.mapWords +
                     (firstRow + 4 * i + t) * layer.rowWords + word;
      at[0] = ~rows[tile][i][0] & mask;
      at[8 * layer.mapWords] = ~rows[tile][i][1] & mask;
    }
  }
}

// Block: persistent. A warp counts TILES x 16 maps at a time, at ROWS x 4 rows and PAIRS x 2 columns
// of neurons: per step of 256 taps TILES fragments of weights, which the warp loads a step ahead,
// 2 ROWS PAIRS words, and TILES ROWS PAIRS products.
//
// biases: of each threshold. PER_COUNT thresholds share one count.
//
//   shared   FsImages | int offsets[8 kSteps] | for each warp, bits of neurons before pooling:
//            [PER_COUNT][TILES x 16 maps][mapWords]
template <int ROWS, int PAIRS, int TILES, int PER_COUNT>
__device__ __forceinline__ void fs_layer_count_all(const FsLayer& layer,
                                                   const FsFragment* weights, const FsBias* biases,
                                                   const uint32_t* input, int images, int slices,
                                                   uint32_t* output) {
  const int lane = threadIdx.x & 31;
  const int g = lane / 4;
  const int t = lane % 4;
  const int warp = threadIdx.x / 32;
  const int warps = blockDim.x / 32;
  FsImages<false> feed(layer, input, images, slices);
  int* offsets = (int*)feed.end();
  uint32_t* neurons =
      (uint32_t*)(offsets + 8 * layer.kSteps) + warp * PER_COUNT * TILES * 16 * layer.mapWords;

  // Where word i of a window lies, from the window's place on; words beyond the last meet weights 0.
  for (int i = threadIdx.x; i < 8 * layer.kSteps; i += blockDim.x) {
    const int group = i / layer.windowHeight;
    offsets[i] = i < layer.words
                     ? (group * layer.wordRows + i - group * layer.windowHeight) * layer.pitch
                     : 0;
  }
  __syncthreads();

  const int mapTiles = (layer.maps + 15) / 16;
  const int strips = (layer.height + 4 * ROWS - 1) / (4 * ROWS);
  const long long outMap = (long long)layer.outHeight * layer.outWords;
  const int slice = blockIdx.x % slices;
  for (; feed.more(); feed.next()) {
    for (int tile = (warp * slices + slice) * TILES; tile < mapTiles;
         tile += slices * warps * TILES) {
      const FsFragment* fragments[TILES];
#pragma unroll
      for (int i = 0; i < TILES; i++) {
        // Beyond the last map there is nothing to store: count the last ones again.
        fragments[i] = weights + (long long)min(tile + i, mapTiles - 1) * layer.kSteps * 32 + lane;
      }
      const int maps = min(16 * TILES, layer.maps - 16 * tile);
      for (int threshold = 0; threshold < layer.thresholds; threshold += PER_COUNT) {
        const int bias = biases[threshold].same[0];
        for (int strip = 0; strip < strips; strip++) {
          for (int word = 0; word < layer.rowWords; word++) {
            unsigned rows[PER_COUNT][TILES][ROWS][2] = {};
            const int pairs = (min(32, layer.width - 32 * word) + 1) / 2;
            const uint32_t* place =
                feed.words() + (strip * 4 * ROWS + g / 2) * layer.pitch + 32 * word + g % 2;
            for (int from = (pairs - 1) / PAIRS * PAIRS; from >= 0; from -= PAIRS) {
              const int here = pairs - from;
              int counts[PAIRS][ROWS][TILES][4];
#pragma unroll
              for (int i = 0; i < PAIRS * ROWS * TILES * 4; i++) {
                (&counts[0][0][0][0])[i] = bias;
              }
              FsFragment ahead[TILES];
#pragma unroll
              for (int i = 0; i < TILES; i++) {
                ahead[i] = fragments[i][0];
              }
              for (int k = 0; k < layer.kSteps; k++) {
                FsFragment a[TILES];
                const int next = min(k + 1, layer.kSteps - 1) * 32;
#pragma unroll
                for (int i = 0; i < TILES; i++) {
                  a[i] = ahead[i];
                  ahead[i] = fragments[i][next];
                }
                const uint32_t* first = place + 2 * from + offsets[8 * k + t];
                const uint32_t* second = place + 2 * from + offsets[8 * k + 4 + t];
#pragma unroll
                for (int pair = 0; pair < PAIRS; pair++) {
                  if (pair < here) {
#pragma unroll
                    for (int row = 0; row < ROWS; row++) {
                      const unsigned b[2] = {first[4 * row * layer.pitch + 2 * pair],
                                             second[4 * row * layer.pitch + 2 * pair]};
#pragma unroll
                      for (int i = 0; i < TILES; i++) {
                        fs_mma_b1(counts[pair][row][i], a[i].words, b, counts[pair][row][i]);
                      }
                    }
                  }
                }
              }
#pragma unroll
              for (int which = 0; which < PER_COUNT; which++) {
                // The counts against the next threshold.
                const int shift = which > 0 && threshold + which < layer.thresholds
                                      ? biases[threshold + which].same[0] -
                                            biases[threshold + which - 1].same[0]
                                      : 0;
#pragma unroll
                for (int pair = PAIRS - 1; pair >= 0; pair--) {
                  if (pair < here) {
#pragma unroll
                    for (int row = 0; row < ROWS; row++) {
#pragma unroll
                      for (int i = 0; i < TILES; i++) {
                        int(&count)[4] = counts[pair][row][i];
                        if (which > 0) {
#pragma unroll
                          for (int j = 0; j < 4; j++) {
                            count[j] += shift;
                          }
                        }
                        unsigned(&own)[2] = rows[which][i][row];
                        own[0] = fs_layer_push(fs_layer_push(own[0], count[1]), count[0]);
                        own[1] = fs_layer_push(fs_layer_push(own[1], count[3]), count[2]);
                      }
                    }
                  }
                }
              }
            }
#pragma unroll
            for (int which = 0; which < PER_COUNT; which++) {
              fs_layer_store(layer, rows[which], strip * 4 * ROWS, word,
                             neurons + which * TILES * 16 * layer.mapWords);
            }
          }
        }
        __syncwarp();
        for (int which = 0; which < PER_COUNT && threshold + which < layer.thresholds; which++) {
          const long long first =
              ((long long)feed.image * layer.thresholds + threshold + which) * layer.maps +
              16 * tile;
          fs_layer_pool(layer, neurons + which * TILES * 16 * layer.mapWords, maps,
                        output + first * outMap);
        }
        __syncwarp();
      }
    }
  }
}

#define FS_LAYER_COUNT(NAME, ROWS, PAIRS, PER_COUNT)                                              \
  extern "C" __global__ void fs_layer_##NAME##_##ROWS(                                            \
      FsLayer layer, const FsFragment* weights, const FsBias* biases, const uint32_t* input,         \
      int images, int slices, uint32_t* output) {                                                 \
    fs_layer_count_all<ROWS, PAIRS, 2, PER_COUNT>(layer, weights, biases, input, images, slices,  \
                                                  output);                                        \
  }                                                                                               \
  FS_KERNEL(fs_layer_##NAME##_##ROWS)

FS_LAYER_COUNT(count, 1, 8, 1)
FS_LAYER_COUNT(count, 2, 7, 1)
FS_LAYER_COUNT(count, 3, 5, 1)
FS_LAYER_COUNT(count, 4, 4, 1)
FS_LAYER_COUNT(count_twice, 1, 8, 2)
FS_LAYER_COUNT(count_twice, 2, 7, 2)
FS_LAYER_COUNT(count_twice, 3, 5, 2)
FS_LAYER_COUNT(count_twice, 4, 4, 2)

// The same for layers whose window fits one product and whose rows fit a word: one group of input
// maps, at most 8 window rows, at most 32 columns (all first layers of the shipped networks).
//
// Word ky of a window is row ky of K. Of K's two halves b[0] holds window rows 0 to 3 (thread t: row
// t), b[1] rows 4 to 7. Words of rows that are four apart stand side by side, so that one load gets
// both of them, as neighbouring registers, which a product must have. Weights stay in registers.
//
// A warp does, for a pair of columns and 32 maps: ROWS loads, 2 ROWS products, 8 ROWS shifts. With
// 28 x 28 neurons (ROWS = 7) these are 7 + 14 + 56 instructions. On an H100 a shift keeps its pipe
// for 2 cycles: shifts are the limit.
//
// Banks: half a warp reads places of 5 rows and 2 columns at a time, pairs of 8 bytes; a pitch of
// 2 more than a multiple of 16 pairs keeps them apart.
constexpr int FS_LAYER_PITCH = 34;

// The word of row ky = t and column g % 2 of the products of a thread, and that of row ky + 4.
__device__ __forceinline__ const uint2* fs_layer_first(const uint32_t* words, int row) {
  const int g = (threadIdx.x & 31) / 4;
  const int t = threadIdx.x & 3;
  return (const uint2*)words + (row + g / 2 + t) * FS_LAYER_PITCH + g % 2;
}

// What the sums of a product begin with. If the compiler knows that the four numbers are equal, it
// copies one into four registers before many a product; loading four avoids that.
__device__ __forceinline__ void fs_layer_start(const FsBias& bias, int more, int (&start)[4]) {
#pragma unroll
  for (int i = 0; i < 4; i++) {
    start[i] = bias.same[i] + more;
  }
}

template <int ROWS, int TILES>
__device__ __forceinline__ void fs_layer_small_all(const FsLayer& layer,
                                                   const FsFragment* weights, const FsBias* biases,
                                                   const uint32_t* input, int images, int slices,
                                                   uint32_t* output) {
  const int lane = threadIdx.x & 31;
  const int warp = threadIdx.x / 32;
  const int mapTiles = (layer.maps + 15) / 16;
  const int tile = (warp * slices + blockIdx.x % slices) * TILES;
  const int maps = min(16 * TILES, layer.maps - 16 * tile);
  FsFragment a[TILES];
#pragma unroll
  for (int i = 0; i < TILES; i++) {
    a[i] = weights[min(tile + i, mapTiles - 1) * 32 + lane];
  }
  const int strips = (layer.height + 4 * ROWS - 1) / (4 * ROWS);
  FsImages<true> feed(layer, input, images, slices);
  uint32_t* neurons = feed.end() + warp * TILES * 16 * layer.mapWords;
  for (; feed.more(); feed.next()) {
    for (int threshold = 0; threshold < layer.thresholds && maps > 0; threshold++) {
      int start[4];
      fs_layer_start(biases[threshold], 0, start);
      for (int strip = 0; strip < strips; strip++) {
        unsigned rows[TILES][ROWS][2] = {};
        const uint2* place = fs_layer_first(feed.words(), strip * 4 * ROWS);
#pragma unroll 2
        for (int column = (layer.width - 1) / 2 * 2; column >= 0; column -= 2) {
#pragma unroll
          for (int row = 0; row < ROWS; row++) {
            const uint2 seen = place[4 * row * FS_LAYER_PITCH + column];
            const unsigned b[2] = {seen.x, seen.y};
#pragma unroll
            for (int i = 0; i < TILES; i++) {
              int counts[4];
              fs_mma_b1(counts, a[i].words, b, start);
              unsigned(&own)[2] = rows[i][row];
              own[0] = fs_layer_push(fs_layer_push(own[0], counts[1]), counts[0]);
              own[1] = fs_layer_push(fs_layer_push(own[1], counts[3]), counts[2]);
            }
          }
        }
        fs_layer_store(layer, rows, strip * 4 * ROWS, 0, neurons);
      }
      __syncwarp();
      const long long first = ((long long)feed.image * layer.thresholds + threshold) * layer.maps;
      fs_layer_pool(layer, neurons, maps,
                    output + (first + 16 * tile) * layer.outHeight * layer.outWords);
      __syncwarp();
    }
  }
}

#define FS_LAYER_SMALL(ROWS)                                                                      \
  extern "C" __global__ void __launch_bounds__(256, 3) fs_layer_small_##ROWS(                                               \
      FsLayer layer, const FsFragment* weights, const FsBias* biases, const uint32_t* input,         \
      int images, int slices, uint32_t* output) {                                                 \
    fs_layer_small_all<ROWS, 2>(layer, weights, biases, input, images, slices, output);           \
  }                                                                                               \
  FS_KERNEL(fs_layer_small_##ROWS)

FS_LAYER_SMALL(1)
FS_LAYER_SMALL(2)
FS_LAYER_SMALL(3)
FS_LAYER_SMALL(4)
FS_LAYER_SMALL(7)
FS_LAYER_SMALL(8)

// The same for small windows with square pooling without padding, window P and stride S, of rows
// that become at most 15 pooled neurons. Neurons are pooled along the row before their bits are
// put together, two maps at a time:
//
//   counts of maps g and g + 8 begin at 2^15 - (floor(threshold) + 1), so that bit 15 tells "fires",
//   and go into the halves of one word (a multiplication with 2^16, on the pipe that is idle else);
//   OR of up to three such words is one instruction; bits 15 and 31 of the result are what counts;
//   a pooled neuron's bits go into the halves of the row's word in two: shift, select.
//
// Per row of 28 neurons, P = 4, S = 3 and 16 maps: 14 products, 28 multiplications, 18 ORs,
// 2 x 9 for the pooled neurons; without it 56 shifts, and pooling thereafter. Cycles of the pipes as
// above: products 84, ORs and shifts 72, multiplications 56, issuing all of it 84.
constexpr unsigned FS_LAYER_FIRES = 0x80008000u;

// The bits of the next pooled neurons, from left to right: the row's bits move down. A half has at
// most 16, so that none moves into the other half.
__device__ __forceinline__ unsigned fs_layer_append(unsigned row, unsigned pooled) {
  return (row >> 1) + (pooled & FS_LAYER_FIRES);
}

// Counts two columns of 4 ROWS rows from `place` on; `use` gets a thread's two neurons of each row.
template <int ROWS, int TILES, typename Use>
__device__ __forceinline__ void fs_layer_pair(const uint2* place, const FsFragment (&a)[TILES],
                                              const int (&start)[4], int half, Use use) {
#pragma unroll
  for (int row = 0; row < ROWS; row++) {
    const uint2 seen = place[4 * row * FS_LAYER_PITCH];
    const unsigned b[2] = {seen.x, seen.y};
#pragma unroll
    for (int i = 0; i < TILES; i++) {
      int counts[4];
      fs_mma_b1(counts, a[i].words, b, start);
      use(i, row, (unsigned)(counts[2] * half + counts[0]),
          (unsigned)(counts[3] * half + counts[1]));
    }
  }
}

// A row of neurons pooled while it is counted; state and bits of each row that a thread owns.
template <int ROWS, int TILES, int P, int S>
struct FsPooledRows {
  static_assert((P == 4 && S == 3) || (P == 2 && S == 2), "this pooling is not here");

  unsigned bits[TILES][ROWS] = {};
  int appended = 0;

  __device__ void count(const uint2* place, const FsFragment (&a)[TILES], const int (&start)[4],
                        int half, int outWidth) {
    if (P == 2) {
      appended = outWidth;
      for (int column = 0; column < 2 * outWidth; column += 2) {
        fs_layer_pair<ROWS, TILES>(place + column, a, start, half,
                                   [&](int i, int row, unsigned left, unsigned right) {
                                     bits[i][row] = fs_layer_append(bits[i][row], left | right);
                                   });
      }
      return;
    }
    // Six columns at a time: window 2 u takes columns 6 u to 6 u + 3, window 2 u - 1 ends with
    // column 6 u. The first one, -1, leaves the word at its lower end or is masked.
    unsigned open[TILES][ROWS] = {};
    appended = outWidth / 2 * 2 + 1;
    for (int window = 0;; window += 2, place += 6) {
      fs_layer_pair<ROWS, TILES>(place, a, start, half,
                                 [&](int i, int row, unsigned left, unsigned right) {
                                   bits[i][row] =
                                       fs_layer_append(bits[i][row], open[i][row] | left);
                                   open[i][row] = left | right;
                                 });
      fs_layer_pair<ROWS, TILES>(place + 2, a, start, half,
                                 [&](int i, int row, unsigned left, unsigned right) {
                                   bits[i][row] = fs_layer_append(
                                       bits[i][row], open[i][row] | left | right);
                                   open[i][row] = right;
                                 });
      if (window + 2 > outWidth) {
        break;
      }
      fs_layer_pair<ROWS, TILES>(place + 4, a, start, half,
                                 [&](int i, int row, unsigned left, unsigned right) {
                                   open[i][row] = open[i][row] | left | right;
                                 });
    }
  }
};

// Pools the rows of a warp's maps along the columns: lane = 2 x pair of maps + half.
template <int TILES, int P, int S>
__device__ __forceinline__ void fs_layer_pool_pairs(const FsLayer& layer, const uint32_t* pairs,
                                                    int appended, uint32_t* pooled) {
  static_assert(S <= P && P <= S + 1, "windows share one row at most");
  const int lane = threadIdx.x & 31;
  const int shift = lane % 2 * 16 + 16 - appended;
  const unsigned mask = (1u << layer.outWidth) - 1;
#pragma unroll
  for (int some = 0; some < TILES * 8; some += 16) {
    const int pair = some + lane / 2;
    const uint32_t* own = pairs + pair * layer.mapWords;
    uint32_t* to = pooled + (pair / 8 * 16 + pair % 8 + lane % 2 * 8) * layer.outHeight;
    unsigned last = own[0];
#pragma unroll 3
    for (int row = 0; row < layer.outHeight; row++) {
      unsigned any = P > S ? last : own[row * S];
#pragma unroll
      for (int y = 1; y < P; y++) {
        last = own[row * S + y];
        any |= last;
      }
      to[row] = any >> shift & mask;
    }
  }
}

template <int ROWS, int TILES, int P, int S>
__device__ __forceinline__ void fs_layer_pooled_all(const FsLayer& layer,
                                                    const FsFragment* weights, const FsBias* biases,
                                                    const uint32_t* input, int images, int slices,
                                                    uint32_t* output) {
  const int lane = threadIdx.x & 31;
  const int g = lane / 4;
  const int t = lane % 4;
  const int warp = threadIdx.x / 32;
  const int mapTiles = (layer.maps + 15) / 16;
  const int tile = (warp * slices + blockIdx.x % slices) * TILES;
  const int maps = min(16 * TILES, layer.maps - 16 * tile);
  FsFragment a[TILES];
#pragma unroll
  for (int i = 0; i < TILES; i++) {
    a[i] = weights[min(tile + i, mapTiles - 1) * 32 + lane];
  }
  const int strips = (layer.height + 4 * ROWS - 1) / (4 * ROWS);
  FsImages<true> feed(layer, input, images, slices);
  // [TILES x 8 pairs of maps][mapWords], a word a row of neurons; then [map][row], pooled.
  const int warpWords = TILES * (8 * layer.mapWords + 16 * layer.outHeight);
  uint32_t* pairs = feed.end() + warp * warpWords;
  uint32_t* pooled = pairs + TILES * 8 * layer.mapWords;
  for (; feed.more(); feed.next()) {
    for (int threshold = 0; threshold < layer.thresholds && maps > 0; threshold++) {
      int start[4];
      fs_layer_start(biases[threshold], 0x8000, start);
      int appended = 0;
      for (int strip = 0; strip < strips; strip++) {
        FsPooledRows<ROWS, TILES, P, S> rows;
        rows.count(fs_layer_first(feed.words(), strip * 4 * ROWS), a, start, layer.half,
                   layer.outWidth);
        appended = rows.appended;
#pragma unroll
        for (int i = 0; i < TILES; i++) {
#pragma unroll
          for (int row = 0; row < ROWS; row++) {
            pairs[(i * 8 + g) * layer.mapWords + (strip * ROWS + row) * 4 + t] = rows.bits[i][row];
          }
        }
      }
      __syncwarp();
      fs_layer_pool_pairs<TILES, P, S>(layer, pairs, appended, pooled);
      __syncwarp();
      // Rows follow each other in memory.
      const long long first = ((long long)feed.image * layer.thresholds + threshold) * layer.maps;
      uint32_t* out = output + (first + 16 * tile) * layer.outHeight;
#pragma unroll 3
      for (int i = lane; i < maps * layer.outHeight; i += 32) {
        out[i] = pooled[i];
      }
      __syncwarp();
    }
  }
}

#define FS_LAYER_POOLED(ROWS, P, S)                                                               \
  extern "C" __global__ void __launch_bounds__(256, 3) fs_layer_pooled_##P##_##S##_##ROWS(                                  \
      FsLayer layer, const FsFragment* weights, const FsBias* biases, const uint32_t* input,         \
      int images, int slices, uint32_t* output) {                                                 \
    fs_layer_pooled_all<ROWS, 2, P, S>(layer, weights, biases, input, images, slices, output);    \
  }                                                                                               \
  FS_KERNEL(fs_layer_pooled_##P##_##S##_##ROWS)

FS_LAYER_POOLED(4, 4, 3)
FS_LAYER_POOLED(7, 4, 3)
FS_LAYER_POOLED(8, 4, 3)
FS_LAYER_POOLED(4, 2, 2)
FS_LAYER_POOLED(7, 2, 2)
FS_LAYER_POOLED(8, 2, 2)

// Row words of an image of times: bit x of a row tells whether neuron x fires. A thread a word.
extern "C" __global__ void fs_layer_bits(const uint8_t* times, int width, int rowWords, int steps,
                                         long long words, uint32_t* bits) {
  const long long threads = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < words; i += threads) {
    const long long row = i / rowWords;
    const int first = (int)(i - row * rowWords) * 32;
    const int columns = min(32, width - first);
    uint32_t word = 0;
    for (int x = 0; x < columns; x++) {
      word |= (uint32_t)(__ldg(times + row * width + first + x) < steps) << x;
    }
    bits[i] = word;
  }
}
FS_KERNEL(fs_layer_bits)
