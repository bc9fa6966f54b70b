// Decisions by potential of many images at a time, where neurons see the whole input and which
// inputs fire is all that counts: as fs_decide_bits (decide.cuh), with the same potentials.
//
// What fs_decide_bits waits for is weights: an image of 2,300 spikes reads as many rows of them, all
// over the table. Here a block brings one tile of the table after the other to shared memory, and
// adds up the rows of all its images there: lane = image, potentials in registers.
//
//     tile       rows of `tileWords` words of inputs (below), FLOATS floats each
//     words      word k of an image holds as many rows of inputs as fit 32 bits, one after the
//                other; so its bit b is input k x rowsPerWord x width + b. A warp makes 16 words of
//                each of its 32 images (half a warp an image, lane = word) ...
//     staged     uint32 [warp][word][image + 1 unused]
//     sums       ... then lane = image takes its bits from the lowest to the highest, word by word:
//                the order of inputs. Lanes that have none left wait for the others.
//
// Rows of 10 floats from random places: 27 wavefronts of shared memory for 32 images. 2,300 spikes
// of 65,536 images on 132 multiprocessors: 0.5 ms at 1.75 GHz.
#pragma once

#include "device.cuh"
#include "decide.cuh"

constexpr int FS_STAGED = 16;        // words of an image that are staged at a time
constexpr int FS_STAGED_PITCH = 33;  // words from one staged word of all images to the next

// Makes words `word` to `word` + FS_STAGED - 1 of the warp's images. from: the first row of inputs
// of the lane's first image, as words of 32 bits; the lane has every second image.
__device__ __forceinline__ void fs_stage_words(const uint32_t* from, int word, int end, int rows,
                                               int rowsPerWord, int width, int here,
                                               uint32_t* staged) {
  constexpr int AHEAD = 8;
  const int lane = threadIdx.x & 31;
  const int own = word + (lane & 15);
  const int first = own * rowsPerWord;
  const int filled = own < end ? min(rowsPerWord, rows - first) : 0;
  for (int half = 0; half < 32; half += 2 * AHEAD) {
    unsigned words[AHEAD];
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      words[i] = 0;
    }
    for (int row = 0; row < filled; row++) {
#pragma unroll
      for (int i = 0; i < AHEAD; i++) {
        const int image = half + 2 * i;
        if (image + lane / 16 < here) {
          words[i] |= __ldg(from + (long long)image * rows + first + row) << row * width;
        }
      }
    }
#pragma unroll
    for (int i = 0; i < AHEAD; i++) {
      staged[(lane & 15) * FS_STAGED_PITCH + half + 2 * i + lane / 16] = words[i];
    }
  }
}

// Adds up the rows of the lane's bits of `words` staged words; tile: the row of the first bit.
template <int FLOATS>
__device__ __forceinline__ void fs_add_rows(const uint32_t* staged, int words, const float* tile,
                                            int span, float (&sums)[FLOATS], int& spikes) {
  constexpr int PITCH = (FLOATS + 3) / 4 * 4;
  const int lane = threadIdx.x & 31;
  int k = 0;
  unsigned word = staged[lane];
  while (true) {
    while (word == 0 && ++k < words) {
      word = staged[k * FS_STAGED_PITCH + lane];
    }
    if (word == 0) {
      break;
    }
    const float* row = tile + (k * span + __ffs((int)word) - 1) * PITCH;
    word &= word - 1;
    spikes++;
#pragma unroll
    for (int i = 0; i < FLOATS / 4; i++) {
      const float4 four = ((const float4*)row)[i];
      sums[4 * i] += four.x;
      sums[4 * i + 1] += four.y;
      sums[4 * i + 2] += four.z;
      sums[4 * i + 3] += four.w;
    }
    if (FLOATS % 4 != 0) {
      const float2 two = ((const float2*)row)[FLOATS / 2 - 1];
      sums[FLOATS - 2] += two.x;
      sums[FLOATS - 1] += two.y;
    }
  }
  __syncwarp();
}

// bits: uint32 [image][rows], a row of at most 32 inputs a word. weights: float [input][stride], of
// which the first FLOATS are those of the maps and zeros. Blocks of up to 512 threads.
//
//   shared   float tile[tileWords x rowsPerWord x width][FLOATS, rounded up to 4] | staged, in
//            which each lane's potentials stand in the end
template <int FLOATS>
__device__ __forceinline__ void fs_decide_tiles_all(
    const uint32_t* bits, int rows, int rowsPerWord, int width, const float* weights, int stride,
    int steps, int images, int taken, int neuronsPerLabel, float floor, int tileWords,
    FsDecision* decisions) {
  constexpr int PITCH = (FLOATS + 3) / 4 * 4;
  static_assert(FLOATS <= FS_STAGED, "potentials of 32 images take the place of their words");
  const int lane = threadIdx.x & 31;
  const int span = rowsPerWord * width;
  const int words = (rows + rowsPerWord - 1) / rowsPerWord;
  const int inputs = rows * width;
  float* tile = (float*)fs_shared();
  uint32_t* staged = (uint32_t*)(tile + tileWords * span * PITCH) +
                     threadIdx.x / 32 * FS_STAGED * FS_STAGED_PITCH;
  const long long first = ((long long)blockIdx.x * blockDim.x + threadIdx.x) / 32 * 32;
  const int here = (int)max(0ll, min(32ll, images - first));
  const uint32_t* from = bits + (first + lane / 16) * rows;
  float sums[FLOATS];
#pragma unroll
  for (int i = 0; i < FLOATS; i++) {
    sums[i] = 0;
  }
  int spikes = 0;
  for (int begin = 0; begin < words; begin += tileWords) {
    const int end = min(words, begin + tileWords);
    const int offset = begin * span;
    const int quads = (min(inputs, end * span) - offset) * (PITCH / 4);
    __syncthreads();
#pragma unroll 8
    for (int i = threadIdx.x; i < quads; i += blockDim.x) {
      const int input = i / (PITCH / 4);
      ((float4*)tile)[i] = __ldg((const float4*)(weights + (long long)(offset + input) * stride) +
                                 i % (PITCH / 4));
    }
    __syncthreads();
    for (int word = begin; word < end && here > 0; word += FS_STAGED) {
      fs_stage_words(from, word, end, rows, rowsPerWord, width, here, staged);
      __syncwarp();
      fs_add_rows<FLOATS>(staged, min(FS_STAGED, end - word),
                          tile + (word - begin) * span * PITCH, span, sums, spikes);
    }
  }
  if (lane < here) {
    // The potentials of a lane are one after the other.
    float* potentials = (float*)staged + lane * FLOATS;
#pragma unroll
    for (int i = 0; i < FLOATS; i++) {
      potentials[i] = sums[i];
    }
    FsDecision decision = {-1, 0, steps - 1, 0, -1, 0};
    if (spikes > 0) {
      fs_decide_strongest(potentials, taken, neuronsPerLabel, floor, decision.map,
                          decision.other);
      decision.potential = decision.map >= 0 ? potentials[decision.map] : 0;
      decision.otherPotential = decision.other >= 0 ? potentials[decision.other] : 0;
    }
    decisions[first + lane] = decision;
  }
}

#define FS_DECIDE_TILES(FLOATS)                                                                    \
  extern "C" __global__ void __launch_bounds__(512) fs_decide_tiles_##FLOATS(                      \
      const uint32_t* bits, int rows, int rowsPerWord, int width, const float* weights,            \
      int stride, int steps, int images, int taken, int neuronsPerLabel, float floor,              \
      int tileWords, FsDecision* decisions) {                                                      \
    fs_decide_tiles_all<FLOATS>(bits, rows, rowsPerWord, width, weights, stride, steps, images,    \
                                taken, neuronsPerLabel, floor, tileWords, decisions);              \
  }                                                                                                \
  FS_KERNEL(fs_decide_tiles_##FLOATS)

FS_DECIDE_TILES(4)
FS_DECIDE_TILES(8)
FS_DECIDE_TILES(10)
FS_DECIDE_TILES(12)
FS_DECIDE_TILES(16)
