/**
 * Matrix products, convolutions and pointwise kernels, by oneDNN or, portable and as a reference, by ND4J. One thread
 * per kernel; native memory belongs to the engine that made it. No other package but interop uses native libraries.
 */
package topspin.nn.engine;
