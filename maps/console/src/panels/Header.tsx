import { canQuery, canSubscribe } from '../api/capabilities';
import { isLive, reconnect } from '../api/live';
import { isSignedIn, signOut, viewer } from '../api/session';
import { language, switchLanguage, t } from '../text';
import { revision } from '../state/scope';
import { SearchBox } from './SearchBox';
import { openSignIn } from './SignIn';

function Account() {
  if (!canQuery('viewer')) return null;
  if (!isSignedIn.value) {
    return (
      <button type="button" class="header-button" onClick={openSignIn}>
        {t('session.signIn')}
      </button>
    );
  }
  return (
    <span class="account">
      <span class="account-name" title={viewer.value.name}>
        {viewer.value.name} · {t(`role.${viewer.value.role}`)}
      </span>
      <button
        type="button"
        class="header-button"
        onClick={() => {
          signOut();
          void reconnect();
          revision.value += 1;
        }}
      >
        {t('session.signOut')}
      </button>
    </span>
  );
}

function LiveSign() {
  if (!canSubscribe('featureChanged')) return null;
  const text = t(isLive.value ? 'app.live' : 'app.offline');
  return (
    <span class={isLive.value ? 'live live-on' : 'live'} role="img" aria-label={text} title={text} />
  );
}

export function Header() {
  return (
    <header class="header">
      <a class="skip" href="#panel">
        {t('app.skip')}
      </a>
      <h1 class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="9.5" cy="12" r="6.5" />
          <circle cx="15" cy="12" r="6.5" />
          <circle class="brand-dot" cx="12.2" cy="12" r="1.7" />
        </svg>
        <span>{t('app.name')}</span>
        <small>{t('app.purpose')}</small>
      </h1>
      <SearchBox />
      <LiveSign />
      <button
        type="button"
        class="header-button"
        lang={language.value === 'zh' ? 'en' : 'zh-CN'}
        onClick={switchLanguage}
      >
        {t('app.language')}
      </button>
      <Account />
    </header>
  );
}
