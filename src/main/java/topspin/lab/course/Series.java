package topspin.lab.course;

import topspin.supervised.Samples;

import java.util.ArrayList;
import java.util.List;

/** A series of numbers as pairs: from one number, or a few, to the next one. */
final class Series {
    private Series() {
    }

    /** @param window numbers that are read for each prediction */
    static Samples pairs(float[] values, int window) {
        List<Samples.Sample> samples = new ArrayList<>();
        for (int i = 0; i + window < values.length; i++) {
            float[][] inputs = new float[window][1];
            for (int t = 0; t < window; t++) {
                inputs[t][0] = values[i + t];
            }
            samples.add(new Samples.Sample(inputs, new float[][] {{values[i + window]}}));
        }
        return Samples.of(samples);
    }
}
