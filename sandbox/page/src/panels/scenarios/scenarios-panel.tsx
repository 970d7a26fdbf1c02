import { Button, Group } from 'react-aria-components';
import { Choice } from '../../controls/choice.tsx';
import { CopyButton } from '../../controls/copy-button.tsx';
import { scenariosIn } from '../../scenarios/index.ts';
import type { RunState } from '../../scenarios/run-scenario.ts';
import type { Dictionary } from '../../text/en.ts';
import { type Translate, useText } from '../../text/use-text.tsx';
import { messengerNames } from '../people/someone.ts';
import './scenarios.css';
import { type Speed, speeds, useScenarios } from './use-scenarios.ts';

/** The stories: each plays itself on the phone and in the inboxes; hold it, do a step yourself, or stop it. */
export const ScenariosPanel = () => {
  const { t } = useText();
  const { run, speed, setSpeed, messenger, play } = useScenarios();
  return (
    <div className="tool-page">
      <p className="hint">{t('scenariosHint')}</p>
      <p className="hint">{t('scenariosMessenger', { messenger: messengerNames[messenger] })}</p>
      <Choice
        label={t('storySpeed')}
        value={speed}
        options={speeds.map((id) => ({ id, text: t(speedWords[id]) }))}
        onChange={setSpeed}
      />
      <ol className="scenario-list">
        {scenariosIn(messenger).map((scenario) => (
          <li key={scenario.id}>
            <Button
              className="button scenario"
              onPress={() => play(scenario)}
              aria-current={run?.scenario.id === scenario.id || undefined}
            >
              {t(scenario.title)}
            </Button>
          </li>
        ))}
      </ol>
      {run && (
        <section className="card" aria-labelledby="scenario-title">
          <div className="section-head">
            <h3 id="scenario-title">{t(run.scenario.title)}</h3>
            <PlayerButtons run={run} />
          </div>
          <Steps run={run} />
          <p className="unseen" aria-live="polite">
            {isPlaying(run) && stepWords(run, t)}
          </p>
          <p role="status" className={run.state === 'failed' ? 'trouble' : 'hint'}>
            {outcomeOf(run, t)}
          </p>
        </section>
      )}
    </div>
  );
};

const speedWords: Record<Speed, keyof Dictionary> = {
  slow: 'speedSlow',
  normal: 'speedNormal',
  fast: 'speedFast',
};

const isPlaying = ({ state }: RunState) => state === 'running' || state === 'waiting';

/** What is read out: "Step 3 of 5: …". */
const stepWords = ({ scenario: { steps }, at }: RunState, t: Translate): string => {
  const words = steps[at]?.words;
  return words ? t('storyStep', { step: at + 1, count: steps.length, words: t(words) }) : '';
};

const outcomeOf = (run: RunState, t: Translate): string => {
  if (run.isPaused) return t('scenarioPaused');
  if (run.isYours) return t('scenarioYours');
  const { reason = '' } = run;
  return t(outcomes[run.state], {
    reason: typeof reason === 'string' ? reason : t(reason.words, reason.values),
  });
};

const PlayerButtons = ({ run }: { run: RunState }) => {
  const { t } = useText();
  const { pause, resume, takeOver, stop } = useScenarios();
  if (!isPlaying(run)) return null;
  const step = run.scenario.steps[run.at];
  return (
    <Group className="button-row" aria-label={t('player')}>
      <Button className="button small" onPress={run.isPaused ? resume : pause}>
        {t(run.isPaused ? 'resumeScenario' : 'pauseScenario')}
      </Button>
      {step?.act && step.isDone && !run.isYours && (
        <Button className="button small" onPress={takeOver}>
          {t('takeOver')}
        </Button>
      )}
      <Button className="button small" onPress={stop}>
        {t('stopScenario')}
      </Button>
    </Group>
  );
};

const outcomes: Record<RunState['state'], keyof Dictionary> = {
  running: 'scenarioRunning',
  waiting: 'scenarioWaiting',
  done: 'scenarioDone',
  stopped: 'scenarioStopped',
  failed: 'failed',
};

const Steps = ({ run: { scenario, at, state, shown, isYours } }: { run: RunState }) => {
  const { t } = useText();
  return (
    <ol className="story">
      {scenario.steps.map(({ words }, index) => {
        const isPast = index < at || state === 'done';
        const isNow = index === at && !isPast;
        return (
          <li key={words} data-past={isPast || undefined} aria-current={isNow ? 'step' : undefined}>
            <span>
              {t(words)}
              {isNow && isYours && <em className="your-turn"> {t('yourTurn')}</em>}
            </span>
            {index === at && shown.length > 0 && (
              <dl className="story-shown">
                {shown.map(({ label, value }) => (
                  <div key={label} className="copyable">
                    <dt className="copyable-label">{t(label)}</dt>
                    <dd>
                      <code>{value}</code>
                    </dd>
                    <dd>
                      <CopyButton text={value} />
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        );
      })}
    </ol>
  );
};
