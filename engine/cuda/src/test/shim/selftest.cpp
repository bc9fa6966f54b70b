// Kernels and calls of the driver that show whether the shim does what a GPU and its driver would
// do. How to run it: README.md. nvcc compiles the kernels, too.

#include "device.cuh"

// ---- Kernels -----------------------------------------------------------------------------------

extern "C" __global__ void fs_test_warp(const int* input, unsigned* output) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  const int lane = threadIdx.x & 31;
  const unsigned half = lane < 16 ? 0x0000ffffu : 0xffff0000u;
  unsigned* to = output + i * 12;
  to[0] = __ballot_sync(0xffffffffu, input[i] & 1);
  to[1] = __shfl_sync(0xffffffffu, input[i], 31 - lane);
  to[2] = __shfl_up_sync(0xffffffffu, input[i], 3, 8);
  to[3] = __shfl_down_sync(0xffffffffu, input[i], 5);
  to[4] = __shfl_xor_sync(0xffffffffu, input[i], 6);
  to[5] = __ballot_sync(half, input[i] & 2);
  to[6] = __any_sync(half, input[i] == 77);
  to[7] = __all_sync(half, input[i] >= 0);
  to[8] = static_cast<unsigned>(__shfl_xor_sync(0xffffffffu, (long long)input[i] << 32, 1) >> 32);
  to[9] = __float_as_uint(__shfl_down_sync(0xffffffffu, __int2float_rn(input[i]), 1));
  if (lane < 8) {
    to[10] = __ballot_sync(0xffu, input[i] & 4);
  } else {
    to[10] = 0;
  }
  __syncwarp();
  to[11] = __byte_perm(input[i], 0x44332211, 0x5142);
}
FS_KERNEL(fs_test_warp)

extern "C" __global__ void __launch_bounds__(256) fs_test_sum(const float* input, float* sums) {
  float* partial = reinterpret_cast<float*>(fs_shared());
  partial[threadIdx.x] = input[blockIdx.x * blockDim.x + threadIdx.x];
  __syncthreads();
  for (unsigned step = blockDim.x / 2; step > 0; step /= 2) {
    if (threadIdx.x < step) {
      partial[threadIdx.x] += partial[threadIdx.x + step];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = partial[0];
  }
}
FS_KERNEL(fs_test_sum)

extern "C" __global__ void fs_test_votes(int* output) {
  const int t = threadIdx.x;
  if (t >= 70) {
    return;  // the others' barriers do not wait for these
  }
  const int any = __syncthreads_or(t == 69);
  const int all = __syncthreads_and(t < 69);
  const int count = __syncthreads_count(t % 2);
  output[t] = any + 10 * all + 100 * count;
}
FS_KERNEL(fs_test_votes)

// Each round, block b adds what its neighbour wrote in the round before.
extern "C" __global__ void fs_test_grid(unsigned* values, unsigned* barrier, int rounds) {
  for (int round = 0; round < rounds; round++) {
    const unsigned next = (blockIdx.x + 1) % gridDim.x;
    const unsigned* from = values + round % 2 * gridDim.x;
    unsigned* to = values + (round + 1) % 2 * gridDim.x;
    if (threadIdx.x == blockIdx.x) {
      to[blockIdx.x] = __ldcg(from + blockIdx.x) + __ldcg(from + next) + 1;
    }
    fs_grid_barrier(barrier);
  }
}
FS_KERNEL(fs_test_grid)

extern "C" __global__ void fs_test_mma(
    const unsigned* a, const unsigned* b, const int* c, int* d) {
  const int group = threadIdx.x / 4;
  const int t = threadIdx.x % 4;
  const unsigned left[4] = {a[group * 8 + t], a[(group + 8) * 8 + t], a[group * 8 + 4 + t],
                            a[(group + 8) * 8 + 4 + t]};
  const unsigned right[2] = {b[group * 8 + t], b[group * 8 + 4 + t]};
  const int before[4] = {c[group * 8 + 2 * t], c[group * 8 + 2 * t + 1],
                         c[(group + 8) * 8 + 2 * t], c[(group + 8) * 8 + 2 * t + 1]};
  int after[4];
  fs_mma_b1(after, left, right, before);
  d[group * 8 + 2 * t] = after[0];
  d[group * 8 + 2 * t + 1] = after[1];
  d[(group + 8) * 8 + 2 * t] = after[2];
  d[(group + 8) * 8 + 2 * t + 1] = after[3];
}
FS_KERNEL(fs_test_mma)

extern "C" __global__ void fs_test_add(int* values, int count, int addend, long long unused,
                                       double factor) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count && unused == -1 && factor == 0.5) {
    values[i] += addend;
  }
}
FS_KERNEL(fs_test_add)

extern "C" __global__ void fs_test_ballots(unsigned* output, int rounds) {
  unsigned sum = 0;
  for (int i = 0; i < rounds; i++) {
    sum += __ballot_sync(0xffffffffu, (threadIdx.x + i) & 1);
  }
  output[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}
FS_KERNEL(fs_test_ballots)

extern "C" __global__ void fs_test_barriers(unsigned* output, int rounds) {
  for (int i = 0; i < rounds; i++) {
    __syncthreads();
  }
  output[blockIdx.x * blockDim.x + threadIdx.x] = rounds;
}
FS_KERNEL(fs_test_barriers)

extern "C" __global__ void fs_test_idle(unsigned* output, int value) {
  output[blockIdx.x * blockDim.x + threadIdx.x] = value;
}
FS_KERNEL(fs_test_idle)

#ifndef __CUDACC__

// What is wrong with these kernels is that some wait for others in vain.

extern "C" __global__ void fs_bad_exited() {
  if (threadIdx.x != 5) {
    __ballot_sync(0xffffffffu, 1);
  }
}
FS_KERNEL(fs_bad_exited)

extern "C" __global__ void fs_bad_deadlock() {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else if (threadIdx.x == 40) {
    __ballot_sync(0x300u, 1);
  } else {
    __syncwarp(0xfffffeffu);
  }
}
FS_KERNEL(fs_bad_deadlock)

extern "C" __global__ void fs_bad_calls() {
  if (threadIdx.x % 2 == 0) {
    __any_sync(0xffffffffu, 1);
  } else {
    __all_sync(0xffffffffu, 1);
  }
}
FS_KERNEL(fs_bad_calls)

extern "C" __global__ void fs_bad_missing() { __syncwarp(); }
FS_KERNEL(fs_bad_missing)

extern "C" __global__ void fs_bad_grid(unsigned* barrier) {
  if (blockIdx.x != 1) {
    fs_grid_barrier(barrier);
  }
}
FS_KERNEL(fs_bad_grid)

extern "C" __global__ void fs_bad_shared(int bytes) { fs_shared()[bytes] = 1; }
FS_KERNEL(fs_bad_shared)

extern "C" __global__ void fs_bad_global(int* values, int count) { values[count] = 1; }
FS_KERNEL(fs_bad_global)

// ---- Calls -------------------------------------------------------------------------------------

#include <chrono>
#include <string>
#include <thread>
#include <vector>

extern "C" {
int cuInit(unsigned);
int cuDevicePrimaryCtxRetain(void**, int);
int cuDevicePrimaryCtxRelease_v2(int);
int cuCtxSetCurrent(void*);
int cuMemAlloc_v2(uintptr_t*, size_t);
int cuMemFree_v2(uintptr_t);
int cuMemcpyHtoD_v2(uintptr_t, const void*, size_t);
int cuMemcpyDtoH_v2(void*, uintptr_t, size_t);
int cuMemcpyHtoDAsync_v2(uintptr_t, const void*, size_t, void*);
int cuMemsetD8Async(uintptr_t, unsigned char, size_t, void*);
int cuMemsetD32Async(uintptr_t, unsigned, size_t, void*);
int cuStreamCreate(void**, unsigned);
int cuStreamSynchronize(void*);
int cuStreamDestroy_v2(void*);
int cuModuleLoadData(void**, const void*);
int cuModuleGetFunction(void**, void*, const char*);
int cuFuncSetAttribute(void*, int, int);
int cuLaunchKernel(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                   void*, void**, void**);
int cuLaunchCooperativeKernel(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                              unsigned, void*, void**);
int cuStreamBeginCapture_v2(void*, int);
int cuStreamEndCapture(void*, void**);
int cuGraphInstantiateWithFlags(void**, void*, unsigned long long);
int cuGraphLaunch(void*, void*);
int cuGraphDestroy(void*);
int cuGraphExecDestroy(void*);
void shim_set_memory(size_t);
void shim_set_order(unsigned);
void shim_fail(const char*, int, int);
void shim_reset();
size_t shim_allocated();
long shim_launches(const char*);
const char* shim_message();
}

namespace {

int failures = 0;

void expect(bool condition, const std::string& what) {
  if (!condition) {
    failures++;
    std::printf("FAILED: %s (last message: %s)\n", what.c_str(), shim_message());
  }
}

void expect_result(int expected, int actual, const std::string& what) {
  expect(expected == actual,
         what + ": " + std::to_string(actual) + " instead of " + std::to_string(expected));
}

void expect_message(const std::string& part) {
  expect(std::string(shim_message()).find(part) != std::string::npos, "a message with: " + part);
}

uint64_t random_state = 1;

unsigned draw() {
  random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
  return static_cast<unsigned>(random_state >> 32);
}

void* module;
void* stream;

void* kernel(const char* name) {
  void* function = nullptr;
  expect_result(0, cuModuleGetFunction(&function, module, name), name);
  return function;
}

// A vector in device memory.
template <typename T>
class OnDevice {
 public:
  explicit OnDevice(const std::vector<T>& values) : count_(values.size()) {
    expect_result(0, cuMemAlloc_v2(&address, count_ * sizeof(T)), "cuMemAlloc");
    expect_result(0, cuMemcpyHtoD_v2(address, values.data(), count_ * sizeof(T)), "copy");
  }

  ~OnDevice() { expect_result(0, cuMemFree_v2(address), "cuMemFree"); }

  std::vector<T> values() const {
    std::vector<T> values(count_);
    expect_result(0, cuMemcpyDtoH_v2(values.data(), address, count_ * sizeof(T)), "copy");
    return values;
  }

  uintptr_t address = 0;

 private:
  size_t count_;
};

template <typename... A>
int launch(const char* name, unsigned blocks, unsigned threads, unsigned shared, A... values) {
  void* arguments[] = {&values..., nullptr};
  return cuLaunchKernel(kernel(name), blocks, 1, 1, threads, 1, 1, shared, stream, arguments,
                        nullptr);
}

template <typename... A>
int launch_together(const char* name, unsigned blocks, unsigned threads, A... values) {
  void* arguments[] = {&values..., nullptr};
  return cuLaunchCooperativeKernel(kernel(name), blocks, 1, 1, threads, 1, 1, 0, stream,
                                   arguments);
}

void test_warp() {
  const int count = 2 * 96;
  std::vector<int> input(count);
  for (int& value : input) {
    value = static_cast<int>(draw() % 100);
  }
  OnDevice<int> from(input);
  OnDevice<unsigned> to(std::vector<unsigned>(count * 12));
  expect_result(0, launch("fs_test_warp", 2, 96, 0, from.address, to.address), "fs_test_warp");
  const std::vector<unsigned> output = to.values();
  for (int i = 0; i < count; i++) {
    const int* warp = &input[i / 32 * 32];
    const int lane = i % 32;
    unsigned ones = 0, twos = 0, fours = 0;
    bool any = false;
    for (int other = 0; other < 32; other++) {
      ones |= (warp[other] & 1u) << other;
      const bool in_half = other / 16 == lane / 16;
      twos |= (in_half && (warp[other] & 2) != 0 ? 1u : 0u) << other;
      fours |= (other < 8 && (warp[other] & 4) != 0 ? 1u : 0u) << other;
      any |= in_half && warp[other] == 77;
    }
    const unsigned expected[] = {
        ones,
        static_cast<unsigned>(warp[31 - lane]),
        static_cast<unsigned>(warp[lane % 8 < 3 ? lane : lane - 3]),
        static_cast<unsigned>(warp[lane + 5 > 31 ? lane : lane + 5]),
        static_cast<unsigned>(warp[lane ^ 6]),
        twos,
        any,
        1,
        static_cast<unsigned>(warp[lane ^ 1]),
        __float_as_uint(static_cast<float>(warp[lane == 31 ? 31 : lane + 1])),
        lane < 8 ? fours : 0};
    for (int k = 0; k < 11; k++) {
      expect(output[i * 12 + k] == expected[k],
             "fs_test_warp, thread " + std::to_string(i) + ", value " + std::to_string(k));
    }
    // Nibbles of 0x5142 from the right: bytes 2, 4, 1, 5 of 0x44332211:input.
    const unsigned x = static_cast<unsigned>(input[i]);
    expect(output[i * 12 + 11] ==
               ((x >> 16 & 0xff) | 0x11u << 8 | (x >> 8 & 0xff) << 16 | 0x22u << 24),
           "__byte_perm");
  }
}

void test_block() {
  std::vector<float> input(5 * 256);
  std::vector<float> expected(5);
  for (size_t i = 0; i < input.size(); i++) {
    input[i] = static_cast<float>(draw() % 1000);
    expected[i / 256] += input[i];
  }
  OnDevice<float> from(input);
  OnDevice<float> to(std::vector<float>(5));
  expect_result(0, launch("fs_test_sum", 5, 256, 1024, from.address, to.address), "fs_test_sum");
  expect(to.values() == expected, "sums of blocks");

  OnDevice<int> votes(std::vector<int>(70));
  expect_result(0, launch("fs_test_votes", 1, 100, 0, votes.address), "fs_test_votes");
  expect(votes.values() == std::vector<int>(70, 1 + 100 * 35), "votes of a block");
}

void test_grid() {
  std::vector<unsigned> now = {1, 2, 3};
  OnDevice<unsigned> values(std::vector<unsigned>{1, 2, 3, 0, 0, 0});
  OnDevice<unsigned> barrier(std::vector<unsigned>(2));
  for (int i = 0; i < 10; i++) {
    now = {now[0] + now[1] + 1, now[1] + now[2] + 1, now[2] + now[0] + 1};
  }
  expect_result(0, launch_together("fs_test_grid", 3, 64, values.address, barrier.address, 10),
                "fs_test_grid");
  std::vector<unsigned> found = values.values();
  found.resize(3);
  expect(found == now, "ten rounds of a grid");
  expect_result(720,
                launch_together("fs_test_grid", 7, 1024, values.address, barrier.address, 10),
                "too many blocks");
}

void test_mma() {
  std::vector<unsigned> a(16 * 8), b(8 * 8);
  std::vector<int> c(16 * 8), expected(16 * 8);
  for (unsigned& word : a) {
    word = draw();
  }
  for (unsigned& word : b) {
    word = draw();
  }
  for (int row = 0; row < 16; row++) {
    for (int column = 0; column < 8; column++) {
      c[row * 8 + column] = static_cast<int>(draw() % 100);
      expected[row * 8 + column] = c[row * 8 + column];
      for (int bit = 0; bit < 256; bit++) {
        expected[row * 8 + column] += static_cast<int>(
            (a[row * 8 + bit / 32] & b[column * 8 + bit / 32]) >> bit % 32 & 1);
      }
    }
  }
  OnDevice<unsigned> left(a), right(b);
  OnDevice<int> before(c), after(std::vector<int>(16 * 8));
  expect_result(0, launch("fs_test_mma", 1, 32, 0, left.address, right.address, before.address,
                          after.address), "fs_test_mma");
  expect(after.values() == expected, "fs_mma_b1");
}

void expect_launch_failure(int result, const std::string& message) {
  expect_result(719, result, "a launch that fails: " + message);
  expect_message(message);
  uintptr_t address = 0;
  expect_result(719, cuMemAlloc_v2(&address, 1), "a call after a launch that has failed");
  shim_reset();
}

void test_bad_kernels() {
  expect_launch_failure(launch("fs_bad_exited", 1, 32, 0), "exited");
  expect_launch_failure(launch("fs_bad_deadlock", 1, 64, 0), "deadlock");
  expect_launch_failure(launch("fs_bad_calls", 1, 32, 0), "but thread (0, 0, 0) waits in __any");
  expect_launch_failure(launch("fs_bad_missing", 1, 40, 0), "no thread for lane 8");
  expect_launch_failure(launch("fs_bad_shared", 2, 32, 100, 100), "byte 100 of its shared memory");
  OnDevice<unsigned> barrier(std::vector<unsigned>(2));
  expect_launch_failure(launch_together("fs_bad_grid", 3, 32, barrier.address), "deadlock");
  expect_result(700, launch("fs_bad_global", 1, 1, 0, barrier.address, 2), "beside memory");
  expect_result(700, cuStreamSynchronize(stream), "after a write beside memory");
  shim_reset();
}

void test_driver() {
  void* unknown = nullptr;
  expect_result(500, cuModuleGetFunction(&unknown, module, "fs_unknown"), "unknown kernel");
  expect_result(1, launch("fs_bad_missing", 1, 1025, 0), "too many threads");
  expect_result(1, launch("fs_bad_missing", 0, 32, 0), "no blocks");
  expect_result(1, launch("fs_bad_shared", 1, 32, 50000, 0), "too much shared memory");
  expect_result(0, cuFuncSetAttribute(kernel("fs_bad_shared"), 8, 50000), "cuFuncSetAttribute");
  expect_result(0, launch("fs_bad_shared", 1, 32, 50000, 0), "more shared memory");
  expect_result(1, cuFuncSetAttribute(kernel("fs_bad_shared"), 8, 232449), "too much to ask for");

  const size_t before = shim_allocated();
  uintptr_t memory = 0;
  shim_set_memory(1000);
  expect_result(2, cuMemAlloc_v2(&memory, 1001), "more than there is");
  expect_result(0, cuMemAlloc_v2(&memory, 1000), "all that there is");
  unsigned char byte = 0;
  expect_result(0, cuMemcpyDtoH_v2(&byte, memory + 999, 1), "the last byte");
  expect(byte == 0xCD, "memory that was not written");
  expect_result(1, cuMemcpyDtoH_v2(&byte, memory + 1000, 1), "a byte behind");
  expect_result(1, cuMemsetD8Async(memory + 1, 0, 1000, stream), "a fill too long");
  expect(shim_allocated() == before + 1000, "shim_allocated");
  expect_result(0, cuMemFree_v2(memory), "cuMemFree");
  expect_result(1, cuMemFree_v2(memory), "cuMemFree twice");

  shim_fail("cuMemAlloc_v2", 2, 2);
  expect_result(0, cuMemAlloc_v2(&memory, 10), "before the planned failure");
  uintptr_t none = 0;
  expect_result(2, cuMemAlloc_v2(&none, 10), "the planned failure");
  expect_result(0, cuMemFree_v2(memory), "after the planned failure");
  shim_fail("cuStreamSynchronize", 700, 1);
  expect_result(700, cuStreamSynchronize(stream), "a planned failure that lasts");
  expect_result(700, cuMemAlloc_v2(&none, 10), "which lasts");
  shim_reset();
  expect_result(0, cuStreamSynchronize(stream), "until the shim is reset");

  std::thread([] {
    uintptr_t memory = 0;
    expect_result(201, cuMemAlloc_v2(&memory, 10), "a thread without a context");
  }).join();
}

void test_graph() {
  std::vector<int> host = {10, 20, 30};
  OnDevice<int> values(std::vector<int>(3));
  OnDevice<int> sevens(std::vector<int>(2));
  expect_result(0, cuStreamBeginCapture_v2(stream, 1), "cuStreamBeginCapture");
  expect_result(0, cuMemcpyHtoDAsync_v2(values.address, host.data(), 12, stream), "copy");
  expect_result(0, launch("fs_test_add", 1, 32, 0, values.address, 3, 5, -1LL, 0.5), "add");
  expect_result(0, cuMemsetD32Async(sevens.address, 7, 2, stream), "fill");
  void* graph = nullptr;
  void* executable = nullptr;
  expect_result(0, cuStreamEndCapture(stream, &graph), "cuStreamEndCapture");
  expect(shim_launches("fs_test_add") == 0, "nothing is launched while it is recorded");
  expect_result(0, cuGraphInstantiateWithFlags(&executable, graph, 0), "cuGraphInstantiate");
  expect_result(0, cuGraphDestroy(graph), "cuGraphDestroy");
  for (int i = 1; i <= 3; i++) {
    host[0] = 100 * i;
    expect_result(0, cuGraphLaunch(executable, stream), "cuGraphLaunch");
    expect(values.values() == std::vector<int>{100 * i + 5, 25, 35}, "a recording played");
    expect(shim_launches("fs_test_add") == i, "launches are counted");
  }
  expect(sevens.values() == std::vector<int>{7, 7}, "a fill played");
  expect_result(0, cuGraphExecDestroy(executable), "cuGraphExecDestroy");

  expect_result(0, cuStreamBeginCapture_v2(stream, 1), "cuStreamBeginCapture");
  uintptr_t memory = 0;
  expect_result(900, cuMemAlloc_v2(&memory, 10), "an allocation during a capture");
  expect_result(901, cuStreamEndCapture(stream, &graph), "a capture that has become invalid");
}

double nanoseconds(const char* name, unsigned blocks, unsigned threads, int rounds) {
  OnDevice<unsigned> output(std::vector<unsigned>(blocks * threads));
  const auto begin = std::chrono::steady_clock::now();
  expect_result(0, launch(name, blocks, threads, 0, output.address, rounds), name);
  const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - begin;
  return time.count() / blocks / threads / rounds;
}

void measure() {
  nanoseconds("fs_test_ballots", 1, 1024, 1);
  std::printf("ns of a thread for a ballot: %.1f\n", nanoseconds("fs_test_ballots", 10, 256, 1000));
  std::printf("ns of a thread for a barrier: %.1f of 256 threads, %.1f of 1024 threads\n",
              nanoseconds("fs_test_barriers", 10, 256, 1000),
              nanoseconds("fs_test_barriers", 10, 1024, 1000));
  std::printf("ns for a thread that does not wait: %.1f\n",
              nanoseconds("fs_test_idle", 10000, 256, 1));
}

}  // namespace

int main(int count, char**) {
  void* context = nullptr;
  expect_result(0, cuInit(0), "cuInit");
  expect_result(0, cuDevicePrimaryCtxRetain(&context, 0), "cuDevicePrimaryCtxRetain");
  expect_result(0, cuCtxSetCurrent(context), "cuCtxSetCurrent");
  expect_result(0, cuModuleLoadData(&module, ""), "cuModuleLoadData");
  expect_result(0, cuStreamCreate(&stream, 1), "cuStreamCreate");
  for (unsigned order : {0u, 1u, 2u, 3u}) {
    shim_set_order(order);
    test_warp();
    test_block();
    test_grid();
    test_mma();
  }
  shim_reset();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([=] {
      cuCtxSetCurrent(context);
      void* own = nullptr;
      void* function = nullptr;
      cuStreamCreate(&own, 1);
      cuModuleGetFunction(&function, module, "fs_test_sum");
      OnDevice<float> from(std::vector<float>(2560, 1.0f));
      OnDevice<float> to(std::vector<float>(10));
      void* arguments[] = {&from.address, &to.address};
      for (int k = 0; k < 100; k++) {
        cuLaunchKernel(function, 10, 1, 1, 256, 1, 1, 1024, own, arguments, nullptr);
      }
      expect(to.values() == std::vector<float>(10, 256.0f), "launches beside each other");
      cuStreamDestroy_v2(own);
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  expect(shim_launches("fs_test_sum") == 400, "launches of four threads");
  shim_reset();
  test_graph();
  test_driver();
  test_bad_kernels();
  if (count > 1) {
    measure();
  }
  expect(shim_allocated() == 0, "nothing is left allocated");
  cuDevicePrimaryCtxRelease_v2(0);
  std::printf("%s\n", failures == 0 ? "all is well" : "some checks have failed");
  return failures == 0 ? 0 : 1;
}

#endif
