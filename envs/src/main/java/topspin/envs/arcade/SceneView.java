package topspin.envs.arcade;

import topspin.env.View;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.function.Supplier;

/** The whole screen, whatever an agent sees of it. A unit is a pixel of the console. */
final class SceneView<F> implements View {
    private final Supplier<? extends Scene<F>> scenes;
    private final Supplier<F> frame;
    private final double rate;

    /**
     * @param scenes a new one for every picture, since a scene paints its backdrop once
     * @param frame  the present one
     * @param rate   frames a second
     */
    SceneView(Supplier<? extends Scene<F>> scenes, Supplier<F> frame, double rate) {
        this.scenes = scenes;
        this.frame = frame;
        this.rate = rate;
    }

    @Override
    public int width() {
        return Screen.WIDTH;
    }

    @Override
    public int height() {
        return Screen.HEIGHT;
    }

    @Override
    public double framesPerSecond() {
        return rate;
    }

    @Override
    public void paint(Graphics2D graphics) {
        Scene<F> scene = scenes.get();
        F shown = frame.get();
        Canvas canvas = (left, top, right, bottom, colour) -> {
            graphics.setColor(new Color(colour.red(), colour.green(), colour.blue()));
            graphics.fillRect(left, top, right - left, bottom - top);
        };
        scene.paintBackdrop(shown, shown, canvas);
        scene.paintMovers(shown, shown, canvas);
    }
}
