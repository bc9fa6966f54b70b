// CUDA C++ for g++: what kernels use of it, in terms of the machine that runs them on the processor
// (machine.hpp). Included by device.cuh where nvcc is not the compiler.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <type_traits>
#include <utility>

// Every x86-64 processor of the last decade counts ones in one instruction.
#ifdef __x86_64__
#pragma GCC target("popcnt")
#endif

#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ __inline__ __attribute__((__always_inline__))
#define __launch_bounds__(...)
#define __align__(bytes) __attribute__((__aligned__(bytes)))
#define __grid_constant__

#define FS_SHIM_VECTOR2(name, type)                            \
  struct alignas(2 * sizeof(type)) name {                      \
    type x, y;                                                 \
  };                                                           \
  inline name make_##name(type x, type y) { return {x, y}; }
#define FS_SHIM_VECTOR4(name, type)                            \
  struct alignas(4 * sizeof(type)) name {                      \
    type x, y, z, w;                                           \
  };                                                           \
  inline name make_##name(type x, type y, type z, type w) { return {x, y, z, w}; }
FS_SHIM_VECTOR2(int2, int)
FS_SHIM_VECTOR2(uint2, unsigned)
FS_SHIM_VECTOR2(float2, float)
FS_SHIM_VECTOR2(double2, double)
FS_SHIM_VECTOR2(longlong2, long long)
FS_SHIM_VECTOR4(uchar4, unsigned char)
FS_SHIM_VECTOR4(int4, int)
FS_SHIM_VECTOR4(uint4, unsigned)
FS_SHIM_VECTOR4(float4, float)
#undef FS_SHIM_VECTOR2
#undef FS_SHIM_VECTOR4

struct uint3 {
  unsigned x, y, z;
};

// ---- What the machine offers ---------------------------------------------------------------

namespace fs_shim {

// Where a block is, and what all its threads share.
struct BlockPlace {
  uint3 index;
  uint3 threads;  // of a block
  uint3 blocks;   // of the grid
  unsigned char* shared;
};

// Where a thread is.
struct ThreadPlace {
  uint3 index;
  const BlockPlace* block;
};

// The thread that runs now on this thread of the operating system; null outside of kernels.
// A fixed place relative to the thread's pointer ("initial-exec"): reading it costs one load.
extern __thread const ThreadPlace* here __attribute__((tls_model("initial-exec")));

// What threads wait for each other in.
enum class Call {
  NONE,
  SYNCTHREADS,
  SYNCTHREADS_OR,
  SYNCTHREADS_AND,
  SYNCTHREADS_COUNT,
  SYNCWARP,
  BALLOT,
  ANY,
  ALL,
  SHFL,
  SHFL_UP,
  SHFL_DOWN,
  SHFL_XOR,
  MMA
};

// Waits for all threads of the block that have not exited; returns the result for `predicate`.
int block_call(Call call, int predicate);

// Waits for the lanes of `mask`; returns this lane's result.
uint64_t warp_call(Call call, unsigned mask, uint64_t value, unsigned operand, int width);

// Lets other threads run, as long as there are any.
void pause();

// Ends the launch with CUDA_ERROR_LAUNCH_FAILED.
[[noreturn]] void trap();

// A kernel: how one of its threads runs, and the bytes of each of its parameters.
struct KernelCode {
  const char* name;
  void (*run)(void** arguments);
  int parameters;
  const size_t* bytes;
};

// Makes a kernel known to the driver.
struct Registration {
  explicit Registration(const KernelCode& code);
};

template <typename Function>
struct Trampoline;

// Calls a kernel with arguments of the types that it declares.
template <typename... P>
struct Trampoline<void (*)(P...)> {
  static_assert((!std::is_reference_v<P> && ...), "a kernel's parameter cannot be a reference");
  static_assert((std::is_trivially_copyable_v<P> && ...), "parameters must be trivially copyable");

  static constexpr int count = sizeof...(P);
  static constexpr size_t bytes[sizeof...(P) + 1] = {sizeof(P)..., 0};

  template <void (*function)(P...)>
  static void run(void** arguments) {
    call<function>(arguments, std::index_sequence_for<P...>{});
  }

 private:
  template <void (*function)(P...), size_t... I>
  static void call([[maybe_unused]] void** arguments, std::index_sequence<I...>) {
    function(*static_cast<const std::remove_cv_t<P>*>(arguments[I])...);
  }
};

// The same bits as another type of the same size.
template <typename To, typename From>
inline To bits(From from) {
  static_assert(sizeof(To) == sizeof(From), "sizes differ");
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

template <typename T>
inline T shuffle(Call call, unsigned mask, T value, unsigned operand, int width) {
  static_assert(std::is_arithmetic_v<T> && (sizeof(T) == 4 || sizeof(T) == 8),
                "only 32 and 64 bits can be shuffled");
  using Raw = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  return bits<T>(
      static_cast<Raw>(warp_call(call, mask, bits<Raw>(value), operand, width)));
}

// What a lane brings to fs_mma_b1, and takes from it.
struct Mma {
  const unsigned* a;
  const unsigned* b;
  const int* c;
  int* d;
};

}  // namespace fs_shim

#define FS_KERNEL(name)                                               \
  static const fs_shim::Registration fs_registered_##name({           \
      #name, &fs_shim::Trampoline<decltype(&name)>::template run<name>, \
      fs_shim::Trampoline<decltype(&name)>::count,                    \
      fs_shim::Trampoline<decltype(&name)>::bytes});

#define threadIdx (::fs_shim::here->index)
#define blockIdx (::fs_shim::here->block->index)
#define blockDim (::fs_shim::here->block->threads)
#define gridDim (::fs_shim::here->block->blocks)
#define warpSize 32

inline unsigned char* fs_shared() { return fs_shim::here->block->shared; }

inline void fs_pause() { fs_shim::pause(); }

inline void fs_mma_b1(
    int (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2], const int (&c)[4]) {
  const fs_shim::Mma mma = {a, b, c, d};
  fs_shim::warp_call(
      fs_shim::Call::MMA, 0xffffffffu, reinterpret_cast<uint64_t>(&mma), 0, 32);
}

// ---- Barriers and warps --------------------------------------------------------------------

inline void __syncthreads() { fs_shim::block_call(fs_shim::Call::SYNCTHREADS, 0); }

inline int __syncthreads_or(int predicate) {
  return fs_shim::block_call(fs_shim::Call::SYNCTHREADS_OR, predicate);
}

inline int __syncthreads_and(int predicate) {
  return fs_shim::block_call(fs_shim::Call::SYNCTHREADS_AND, predicate);
}

inline int __syncthreads_count(int predicate) {
  return fs_shim::block_call(fs_shim::Call::SYNCTHREADS_COUNT, predicate);
}

inline void __syncwarp(unsigned mask = 0xffffffffu) {
  fs_shim::warp_call(fs_shim::Call::SYNCWARP, mask, 0, 0, 32);
}

inline unsigned __ballot_sync(unsigned mask, int predicate) {
  return static_cast<unsigned>(
      fs_shim::warp_call(fs_shim::Call::BALLOT, mask, predicate != 0, 0, 32));
}

inline int __any_sync(unsigned mask, int predicate) {
  return static_cast<int>(fs_shim::warp_call(fs_shim::Call::ANY, mask, predicate != 0, 0, 32));
}

inline int __all_sync(unsigned mask, int predicate) {
  return static_cast<int>(fs_shim::warp_call(fs_shim::Call::ALL, mask, predicate != 0, 0, 32));
}

template <typename T>
inline T __shfl_sync(unsigned mask, T value, int lane, int width = 32) {
  return fs_shim::shuffle(
      fs_shim::Call::SHFL, mask, value, static_cast<unsigned>(lane), width);
}

template <typename T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  return fs_shim::shuffle(fs_shim::Call::SHFL_UP, mask, value, delta, width);
}

template <typename T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  return fs_shim::shuffle(fs_shim::Call::SHFL_DOWN, mask, value, delta, width);
}

template <typename T>
inline T __shfl_xor_sync(unsigned mask, T value, int lanes, int width = 32) {
  return fs_shim::shuffle(
      fs_shim::Call::SHFL_XOR, mask, value, static_cast<unsigned>(lanes), width);
}

inline void __threadfence() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

inline void __threadfence_block() { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

inline void __nanosleep(unsigned) { fs_shim::pause(); }

[[noreturn]] inline void __trap() { fs_shim::trap(); }

// ---- Bits ----------------------------------------------------------------------------------

inline int __popc(unsigned x) { return __builtin_popcount(x); }

inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }

inline int __ffs(int x) { return __builtin_ffs(x); }

inline int __ffsll(long long x) { return __builtin_ffsll(x); }

inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }

inline int __clzll(long long x) {
  return x == 0 ? 64 : __builtin_clzll(static_cast<unsigned long long>(x));
}

inline unsigned __brev(unsigned x) {
  x = (x >> 1 & 0x55555555u) | (x & 0x55555555u) << 1;
  x = (x >> 2 & 0x33333333u) | (x & 0x33333333u) << 2;
  x = (x >> 4 & 0x0f0f0f0fu) | (x & 0x0f0f0f0fu) << 4;
  return __builtin_bswap32(x);
}

inline unsigned long long __brevll(unsigned long long x) {
  return static_cast<unsigned long long>(__brev(static_cast<unsigned>(x))) << 32 |
         __brev(static_cast<unsigned>(x >> 32));
}

// The upper word of high:low shifted to the left by shift % 32.
inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift) {
  const uint64_t both = static_cast<uint64_t>(high) << 32 | low;
  return static_cast<unsigned>(both << (shift & 31) >> 32);
}

// The lower word of high:low shifted to the right by shift % 32.
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift) {
  const uint64_t both = static_cast<uint64_t>(high) << 32 | low;
  return static_cast<unsigned>(both >> (shift & 31));
}

// Four of the eight bytes of y:x, by the lower three bits of each of the selector's four nibbles.
inline unsigned __byte_perm(unsigned x, unsigned y, unsigned selector) {
  const uint64_t both = static_cast<uint64_t>(y) << 32 | x;
  unsigned result = 0;
  for (int i = 0; i < 4; i++) {
    const unsigned byte = selector >> (4 * i) & 7;
    result |= (static_cast<unsigned>(both >> (8 * byte)) & 0xff) << (8 * i);
  }
  return result;
}

inline unsigned __umulhi(unsigned x, unsigned y) {
  return static_cast<unsigned>(static_cast<uint64_t>(x) * y >> 32);
}

inline unsigned long long __umul64hi(unsigned long long x, unsigned long long y) {
  return static_cast<unsigned long long>(static_cast<unsigned __int128>(x) * y >> 64);
}

inline int __float_as_int(float x) { return fs_shim::bits<int>(x); }

inline unsigned __float_as_uint(float x) { return fs_shim::bits<unsigned>(x); }

inline float __int_as_float(int x) { return fs_shim::bits<float>(x); }

inline float __uint_as_float(unsigned x) { return fs_shim::bits<float>(x); }

inline long long __double_as_longlong(double x) { return fs_shim::bits<long long>(x); }

inline double __longlong_as_double(long long x) { return fs_shim::bits<double>(x); }

// ---- Arithmetic: IEEE 754, rounded to the nearest, never fused -------------------------------

inline float __fadd_rn(float x, float y) { return x + y; }

inline float __fsub_rn(float x, float y) { return x - y; }

inline float __fmul_rn(float x, float y) { return x * y; }

inline float __fdiv_rn(float x, float y) { return x / y; }

inline float __fsqrt_rn(float x) { return sqrtf(x); }

inline float __frcp_rn(float x) { return 1.0f / x; }

inline double __dadd_rn(double x, double y) { return x + y; }

inline double __dsub_rn(double x, double y) { return x - y; }

inline double __dmul_rn(double x, double y) { return x * y; }

inline double __ddiv_rn(double x, double y) { return x / y; }

inline double __dsqrt_rn(double x) { return sqrt(x); }

inline double __drcp_rn(double x) { return 1.0 / x; }

inline float __double2float_rn(double x) { return static_cast<float>(x); }

inline float __int2float_rn(int x) { return static_cast<float>(x); }

inline float __uint2float_rn(unsigned x) { return static_cast<float>(x); }

inline float __ll2float_rn(long long x) { return static_cast<float>(x); }

inline double __int2double_rn(int x) { return x; }

inline double __ll2double_rn(long long x) { return static_cast<double>(x); }

// CUDA's overloads: two integers of a size, either of them unsigned, are compared as unsigned.
#define FS_SHIM_MIN_MAX(result, left, right)                              \
  inline result min(left x, right y) {                                    \
    const result a = static_cast<result>(x), b = static_cast<result>(y);  \
    return b < a ? b : a;                                                 \
  }                                                                       \
  inline result max(left x, right y) {                                    \
    const result a = static_cast<result>(x), b = static_cast<result>(y);  \
    return a < b ? b : a;                                                 \
  }
FS_SHIM_MIN_MAX(int, int, int)
FS_SHIM_MIN_MAX(unsigned, unsigned, unsigned)
FS_SHIM_MIN_MAX(unsigned, int, unsigned)
FS_SHIM_MIN_MAX(unsigned, unsigned, int)
FS_SHIM_MIN_MAX(long, long, long)
FS_SHIM_MIN_MAX(unsigned long, unsigned long, unsigned long)
FS_SHIM_MIN_MAX(unsigned long, long, unsigned long)
FS_SHIM_MIN_MAX(unsigned long, unsigned long, long)
FS_SHIM_MIN_MAX(long long, long long, long long)
FS_SHIM_MIN_MAX(unsigned long long, unsigned long long, unsigned long long)
FS_SHIM_MIN_MAX(unsigned long long, long long, unsigned long long)
FS_SHIM_MIN_MAX(unsigned long long, unsigned long long, long long)
#undef FS_SHIM_MIN_MAX

inline float min(float x, float y) { return fminf(x, y); }

inline float max(float x, float y) { return fmaxf(x, y); }

inline double min(double x, double y) { return fmin(x, y); }

inline double max(double x, double y) { return fmax(x, y); }

inline double min(float x, double y) { return fmin(x, y); }

inline double max(float x, double y) { return fmax(x, y); }

inline double min(double x, float y) { return fmin(x, y); }

inline double max(double x, float y) { return fmax(x, y); }

// ---- Memory --------------------------------------------------------------------------------

template <typename T>
inline T __ldg(const T* address) {
  return *address;
}

template <typename T>
inline T __ldcg(const T* address) {
  return *address;
}

template <typename T>
inline T __ldcs(const T* address) {
  return *address;
}

template <typename T>
inline void __stcg(T* address, std::common_type_t<T> value) {
  *address = value;
}

template <typename T>
inline void __stcs(T* address, std::common_type_t<T> value) {
  *address = value;
}

// Atomic functions return the value before. Launches of several threads of the operating system may
// run at once, therefore they are atomic indeed.
#define FS_SHIM_ATOMICS(T)                                                                 \
  inline T atomicAdd(T* address, T value) {                                                \
    return __atomic_fetch_add(address, value, __ATOMIC_SEQ_CST);                           \
  }                                                                                        \
  inline T atomicOr(T* address, T value) {                                                 \
    return __atomic_fetch_or(address, value, __ATOMIC_SEQ_CST);                            \
  }                                                                                        \
  inline T atomicAnd(T* address, T value) {                                                \
    return __atomic_fetch_and(address, value, __ATOMIC_SEQ_CST);                           \
  }                                                                                        \
  inline T atomicXor(T* address, T value) {                                                \
    return __atomic_fetch_xor(address, value, __ATOMIC_SEQ_CST);                           \
  }                                                                                        \
  inline T atomicExch(T* address, T value) {                                               \
    return __atomic_exchange_n(address, value, __ATOMIC_SEQ_CST);                          \
  }                                                                                        \
  inline T atomicCAS(T* address, T expected, T value) {                                    \
    __atomic_compare_exchange_n(                                                           \
        address, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);             \
    return expected;                                                                       \
  }                                                                                        \
  inline T atomicMin(T* address, T value) {                                                \
    T old = __atomic_load_n(address, __ATOMIC_SEQ_CST);                                    \
    while (value < old && !__atomic_compare_exchange_n(address, &old, value, false,        \
                                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) { \
    }                                                                                      \
    return old;                                                                            \
  }                                                                                        \
  inline T atomicMax(T* address, T value) {                                                \
    T old = __atomic_load_n(address, __ATOMIC_SEQ_CST);                                    \
    while (old < value && !__atomic_compare_exchange_n(address, &old, value, false,        \
                                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) { \
    }                                                                                      \
    return old;                                                                            \
  }
FS_SHIM_ATOMICS(int)
FS_SHIM_ATOMICS(unsigned)
FS_SHIM_ATOMICS(unsigned long long)
#undef FS_SHIM_ATOMICS

inline int atomicSub(int* address, int value) {
  return __atomic_fetch_sub(address, value, __ATOMIC_SEQ_CST);
}

inline unsigned atomicSub(unsigned* address, unsigned value) {
  return __atomic_fetch_sub(address, value, __ATOMIC_SEQ_CST);
}
