package topspin.nn.engine;

/**
 * A square convolution without padding over pictures {@code [height][width][channels]}, channels last (NHWC), as rows
 * of a matrix hold them. Pixels beyond the last window are ignored.
 *
 * @param height   of a picture, in pixels
 * @param width    of a picture, in pixels
 * @param channels numbers per pixel
 * @param filters  channels of the result
 * @param kernel   side of the window, in pixels
 * @param stride   pixels between windows
 */
public record ConvolutionShape(int height, int width, int channels, int filters, int kernel, int stride) {
    public ConvolutionShape {
        if (channels < 1 || filters < 1 || kernel < 1 || stride < 1 || height < kernel || width < kernel) {
            throw new IllegalArgumentException("a window of " + kernel + "x" + kernel + " does not fit pictures of "
                    + height + "x" + width + "x" + channels);
        }
    }

    public int outputHeight() {
        return (height - kernel) / stride + 1;
    }

    public int outputWidth() {
        return (width - kernel) / stride + 1;
    }

    /** Windows per picture. */
    public int windows() {
        return outputHeight() * outputWidth();
    }

    /** Numbers that a window covers: {@code [kernel][kernel][channels]}. */
    public int windowLength() {
        return kernel * kernel * channels;
    }

    /** Numbers of a picture. */
    public int inputs() {
        return height * width * channels;
    }

    /** Numbers of a result, {@code [outputHeight][outputWidth][filters]}. */
    public int outputs() {
        return windows() * filters;
    }
}
