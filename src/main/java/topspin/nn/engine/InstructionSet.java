package topspin.nn.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2_vnni;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx2_vnni_2;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_amx;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_fp16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_vnni;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_sse41;

/** Names of oneDNN's instruction sets. */
final class InstructionSet {
    private InstructionSet() {
    }

    /** oneDNN's sets include those before them; their numbers are masks of features. */
    static boolean multipliesBfloat16(int isa) {
        return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16;
    }

    /** Whether there are kernels that multiply tiles of matrices (AMX), bfloat16 among them. */
    static boolean multipliesTiles(int isa) {
        return (isa & dnnl_cpu_isa_avx512_core_amx) == dnnl_cpu_isa_avx512_core_amx;
    }

    static String name(int isa) {
        if (isa == dnnl_cpu_isa_sse41) {
            return "SSE4.1";
        } else if (isa == dnnl_cpu_isa_avx) {
            return "AVX";
        } else if (isa == dnnl_cpu_isa_avx2) {
            return "AVX2";
        } else if (isa == dnnl_cpu_isa_avx2_vnni) {
            return "AVX2-VNNI";
        } else if (isa == dnnl_cpu_isa_avx2_vnni_2) {
            return "AVX2-VNNI-2";
        } else if (isa == dnnl_cpu_isa_avx512_core) {
            return "AVX-512";
        } else if (isa == dnnl_cpu_isa_avx512_core_vnni) {
            return "AVX-512-VNNI";
        } else if (isa == dnnl_cpu_isa_avx512_core_bf16) {
            return "AVX-512-BF16";
        } else if (isa == dnnl_cpu_isa_avx512_core_fp16) {
            return "AVX-512-FP16";
        } else if (isa == dnnl_cpu_isa_avx512_core_amx) {
            return "AVX-512-AMX";
        }
        return "instruction set 0x" + Integer.toHexString(isa);
    }
}
